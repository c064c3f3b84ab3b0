package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.internal.BundleChildren;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.model.samples.ParrotGguf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The engine with the real library in a real child, on a model made here. One child for all, since it can be shared. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class LlamaEngineTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private Path folder;
    private ProcessHost host;
    private BundleChildren children;
    private BundlePrograms programs;
    private LlamaEngine engine;

    @BeforeAll
    void open(@TempDir Path own) throws Exception {
        folder = own;
        Path llm = Files.createDirectories(folder.resolve("models/llm"));
        new ParrotGguf().write(llm.resolve("parrot.gguf"));
        new ParrotGguf().saying("<think> hm so </think> yes indeed").write(llm.resolve("thinker.gguf"));
        new ParrotGguf().withDuplicateToken().write(llm.resolve("twice.gguf"));
        new ParrotGguf().withTemplate(null).write(llm.resolve("untold.gguf"));
        new ParrotGguf()
                .withTemplate("{% if messages[0].role == 'critic' %}{{ raise_exception('no critics here') }}{% endif %}"
                        + "{% if terse is defined and terse %}short{% else %}{{ messages[0].content }}{% endif %}")
                .write(llm.resolve("picky.gguf"));
        Files.writeString(llm.resolve("page.gguf"), "<html>404 not found, as downloads sometimes are</html>");
        host = new ProcessHost(folder.resolve("state/children"));
        children = new BundleChildren(host);
        programs = new BundlePrograms(host);
        engine = engine(folder.resolve("models"), folder.resolve("data"));
    }

    @AfterAll
    void close() {
        engine.close();
        children.close();
        programs.close();
        host.close();
    }

    private LlamaEngine engine(Path models, Path data) {
        return new LlamaEngine(
                "1.2.3",
                new LocalModels(() -> models, now::get),
                Backends.inChildren(children, data),
                new Outside(
                        programs, new LlamaRig.FakeProvisions(), () -> models, new LlamaSettings("off", "", "", 1)));
    }

    @Test
    void saysWhatTheModelSaysAndHowMuchThatWas() throws Exception {
        ContractContext context = context();

        JsonNode answer = answer("parrot", ask("hello"), context);

        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(ParrotGguf.WORDS);
        assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/message").has("reasoning_content")).isFalse();
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/object").asText()).isEqualTo("chat.completion");
        assertThat(answer.at("/model").asText()).isEqualTo("parrot");
        // nineteen words and the token that ends them
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(20);
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isGreaterThan(10);
        assertThat(answer.at("/usage/total_tokens").asInt())
                .isEqualTo(20 + answer.at("/usage/prompt_tokens").asInt());
        assertThat(answer.get("elapsed_ms").isIntegralNumber()).isTrue();
        assertThat(context.text()).isEqualTo(ParrotGguf.WORDS);
    }

    @Test
    void stopsWhenItHasSaidEnough() throws Exception {
        JsonNode answer = answer(
                "parrot", with(task -> new Task.Llm(task.messages(), null, 3, 0, null, List.of(), null, null, null)));

        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Once upon a");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void anAnswerThatJustFitsIsWhole() throws Exception {
        assertThat(answer("parrot", atMost(20)).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(answer("parrot", atMost(19)).at("/choices/0/finish_reason").asText())
                .isEqualTo("length");
    }

    @Test
    void stopStringsEndTheAnswerAlsoAcrossTokens() throws Exception {
        ContractContext context = context();

        JsonNode answer = answer(
                "parrot",
                with(task ->
                        new Task.Llm(task.messages(), null, 100, 0, null, List.of("tiny model"), null, null, null)),
                context);

        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Once upon a time one");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(context.text()).isEqualTo("Once upon a time one");
    }

    @Test
    void keepsWhatItThoughtApart() throws Exception {
        ContractContext context = context();

        JsonNode answer = answer("thinker", ask("why"), context);

        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("yes indeed");
        assertThat(answer.at("/choices/0/message/reasoning_content").asText()).isEqualTo("hm so");
        assertThat(context.text()).isEqualTo("yes indeed");
    }

    @Test
    void countsThePromptByTheModelsOwnTemplate() throws Exception {
        int plain = promptTokens(answer("parrot", ask("hello")));
        int longer = promptTokens(answer("parrot", ask("hello hello")));
        int withSystem = promptTokens(answer(
                "parrot",
                with(task -> new Task.Llm(task.messages(), "be kind", 5, 0, null, List.of(), null, null, null))));

        // Every letter and space is a token of this model; after a mark comes one space more.
        assertThat(longer - plain).isEqualTo(6);
        assertThat(withSystem - plain).isEqualTo("system\nbe kind\n".length() + 4);
    }

    @Test
    void valuesForTheTemplateReachIt() throws Exception {
        int plain = promptTokens(answer("picky", ask("a longer question")));
        Task.Llm terse = with(
                task -> new Task.Llm(task.messages(), null, 5, 0, null, List.of(), null, null, "{\"terse\":true}"));

        assertThat(promptTokens(answer("picky", terse))).isLessThan(plain);
    }

    @Test
    void aTemplateThatRefusesIsTheRequestsFaultInItsOwnWords() throws Exception {
        Task.Llm critic = Task.Llm.of(List.of(new Task.Message("critic", "x")));

        assertThatThrownBy(() -> answer("picky", critic))
                .hasMessageStartingWith("chat template: no critics here")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
        assertThat(answer("picky", ask("hello"))
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(ParrotGguf.WORDS);
    }

    @Test
    void refusesAPromptThatDoesNotFitInsteadOfCuttingIt() {
        assertThatThrownBy(() -> answer("parrot", ask("x".repeat(3000))))
                .hasMessageMatching(
                        "prompt is \\d+ tokens but the context holds 2048; raise contextSize or shorten the prompt")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void takesTheContextTheModelIsGiven() {
        ModelSource.Defaults defaults =
                new ModelSource.Defaults(0, 0, 0, 0, null, null, null, null, null, null, 256, null);

        assertThatThrownBy(() -> execute(
                        "parrot", new ModelSource("llama-cpp", List.of(), defaults), ask("x".repeat(500)), context()))
                .hasMessageContaining("the context holds 256");
    }

    @Test
    void anAnswerFitsTheSchemaItWasAskedFor() throws Exception {
        Task.Llm task = withSchema(
                "{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\",\"maxLength\":12},"
                        + "\"n\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":99},\"kind\":{\"enum\":[\"cat\",\"dog\"]}},"
                        + "\"required\":[\"title\",\"n\",\"kind\"]}",
                200);

        JsonNode content = MAPPER.readTree(
                answer("parrot", task).at("/choices/0/message/content").asText());

        assertThat(content.get("title").asText()).hasSizeLessThanOrEqualTo(12);
        assertThat(content.get("n").asInt()).isBetween(0, 99);
        assertThat(content.get("kind").asText()).isIn("cat", "dog");
    }

    @Test
    void anAnswerThatWasCutBeforeItFitsIsAFailure() {
        Task.Llm task = withSchema(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}", 2);

        assertThatThrownBy(() -> answer("parrot", task)).hasMessageContaining("raise max_tokens");
    }

    @Test
    void aBadSchemaNeverReachesTheLibrary() throws Exception {
        assertThatThrownBy(() -> answer("parrot", withSchema("{\"type\":\"wat\"}", 5)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
        assertThat(answer("parrot", ask("hello"))
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(ParrotGguf.WORDS);
    }

    /** Past the check, as a schema would that is wrong in a way nobody has thought of. */
    @Test
    void aSchemaOverWhichTheLibraryAbortsFailsItsJobAndTheNextOneSucceeds() throws Exception {
        Path file = folder.resolve("models/llm/parrot.gguf");
        Gguf head = Gguf.read(file);
        try (Backend backend = Backends.inChildren(children, folder.resolve("schema/data"))
                .open("past-the-check", Duration.ofMinutes(1))) {
            Backend.Request wrong =
                    new Backend.Request(file, head, 512, ask("hello"), null, null, "{\"type\":\"wat\"}");
            Backend.Request right = new Backend.Request(file, head, 512, ask("hello"), null, null, null);

            assertThatThrownBy(() -> backend.chat(wrong, piece -> {}, context()))
                    .hasMessageContaining("134")
                    .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.retryable())
                            .isTrue());

            assertThat(backend.chat(right, piece -> {}, context()).tokens()).isPositive();
        }
    }

    @Test
    void aModelOverWhichTheLibraryAbortsFailsItsJobAndTheNextOneSucceeds() throws Exception {
        assertThatThrownBy(() -> answer("twice", ask("hello")))
                .hasMessageContaining("134")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());

        assertThat(answer("parrot", ask("hello"))
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(ParrotGguf.WORDS);
        assertThat(engine.health().available()).isTrue();
    }

    @Test
    void filesThatAreNoModelsSaySo() {
        assertThatThrownBy(() -> answer("page", ask("hello"))).hasMessageContaining("it is no GGUF file");
        assertThatThrownBy(() -> answer("untold", ask("hello")))
                .hasMessage("chat template: the model untold.gguf has none");
        assertThatThrownBy(() -> answer("nobody", ask("hello"))).hasMessageContaining("model nobody not found");
    }

    @Test
    void aJobWithFilesTakesItsModelFile() throws Exception {
        ContractContext context = context();
        Path models = Files.createDirectories(context.root());
        new ParrotGguf().saying("from a file").write(models.resolve("weights.GGUF"));
        Files.writeString(models.resolve("readme.txt"), "x");
        ModelSource source = new ModelSource(
                "llama-cpp",
                List.of(
                        new ModelSource.File(ModelSource.Role.VAE, "https://a.invalid/r", "readme.txt", null, null),
                        new ModelSource.File(
                                ModelSource.Role.MODEL, "https://a.invalid/w", "weights.GGUF", null, null)),
                ModelSource.Defaults.NONE);

        JsonNode answer = MAPPER.readTree(execute("some-model", source, ask("hello"), context));

        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("from a file");
        assertThat(answer.get("model").asText()).isEqualTo("some-model");
    }

    @Test
    void aCancelledChatEndsAndTheNextOneIsAnswered() throws Exception {
        answer("parrot", ask("warm"));
        ContractContext cancelled = context().cancelAtFirstReport();

        assertThatThrownBy(() -> answer("parrot", ask("hello"), cancelled)).hasMessage("the job was cancelled");

        assertThat(answer("parrot", ask("hello"))
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(ParrotGguf.WORDS);
    }

    @Test
    void aChildThatWasKilledBetweenChatsIsMissedByNobody() throws Exception {
        answer("parrot", ask("warm"));
        killChildren();

        assertThat(answer("parrot", ask("hello"))
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(ParrotGguf.WORDS);
    }

    @Test
    void loadsAModelOnceForManyChats() throws Exception {
        answer("parrot", ask("warm"));
        ContractContext context = context();

        answer("parrot", ask("hello"), context);

        assertThat(context.messages()).noneMatch(line -> line.contains("model loaded"));
    }

    @Test
    void withoutAModelItSaysWhatToDoAndServesOnceOneIsThere() throws Exception {
        Path models = folder.resolve("empty");
        LlamaEngine empty = engine(models, folder.resolve("data2"));
        assertThat(empty.health().available()).isFalse();
        assertThat(empty.health().reason()).startsWith("no model");
        assertThat(empty.health().remedy()).contains(models.resolve("llm").toString());

        new ParrotGguf().write(Files.createDirectories(models.resolve("llm")).resolve("bird.gguf"));
        now.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(empty.health().available()).isTrue();
        assertThat(empty.descriptor().models().get(Kind.LLM)).containsExactly("bird", "llama-cpp:*");
    }

    @Test
    void aModelThatIsKeptLoadedAnswersBesideOthersAndTellsItsTokens() throws Exception {
        ModelSource source = ModelSource.of("llama-cpp");
        try (LoadedModel kept = engine.load("thinker", source, context())) {
            ContractContext context = context();
            EngineResult result = kept.execute(new EngineJob("j", "thinker", source, ask("why")), context);

            assertThat(context.text()).isEqualTo("yes indeed");
            assertThat(context.messages()).noneMatch(line -> line.contains("model loaded"));
            assertThat(result).isInstanceOf(EngineResult.Json.class);
            assertThat(answer("parrot", ask("hello"))
                            .at("/choices/0/message/content")
                            .asText())
                    .isEqualTo(ParrotGguf.WORDS);
            assertThat(kept.alive()).isTrue();
            int[] plain = kept.tokens("abc", false);
            assertThat(kept.tokens("abc", true)).startsWith(1).endsWith(plain).hasSize(plain.length + 1);

            killChildren();
            await().until(() -> !kept.alive());
        }
        assertThatThrownBy(() -> engine.load("nobody", source, context())).isInstanceOf(EngineException.class);
    }

    private void killChildren() throws Exception {
        Path records = folder.resolve("state/children");
        try (var files = Files.list(records)) {
            files.map(file -> Long.parseLong(file.getFileName().toString()))
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .forEach(ProcessHandle::destroyForcibly);
        }
        await().untilAsserted(() -> assertThat(records).isEmptyDirectory());
    }

    private static int promptTokens(JsonNode answer) {
        return answer.at("/usage/prompt_tokens").asInt();
    }

    private static Task.Llm ask(String question) {
        return new Task.Llm(
                List.of(new Task.Message("user", question)), null, 100, 0, null, List.of(), null, null, null);
    }

    private static Task.Llm atMost(int tokens) {
        return with(task -> new Task.Llm(task.messages(), null, tokens, 0, null, List.of(), null, null, null));
    }

    private static Task.Llm withSchema(String schema, int tokens) {
        return with(task -> new Task.Llm(task.messages(), null, tokens, 0, null, List.of(), schema, null, null));
    }

    private static Task.Llm with(java.util.function.UnaryOperator<Task.Llm> change) {
        return change.apply(ask("hello"));
    }

    private JsonNode answer(String model, Task.Llm task) throws Exception {
        return answer(model, task, context());
    }

    private JsonNode answer(String model, Task.Llm task, ContractContext context) throws Exception {
        return MAPPER.readTree(execute(model, ModelSource.of("llama-cpp"), task, context));
    }

    private String execute(String model, ModelSource source, Task.Llm task, ContractContext context)
            throws EngineException {
        EngineResult result =
                engine.execute(new EngineJob("job-" + jobs.incrementAndGet(), model, source, task), context);
        return result.fold(media -> "", EngineResult.Json::text);
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    @Test
    void aSelfTestPassesOverFilesThatAreNoModels() throws Exception {
        Path models = folder.resolve("self/models");
        Path llm = Files.createDirectories(models.resolve("llm"));
        Files.writeString(llm.resolve("page.gguf"), "<html>404 not found</html>");
        LlamaEngine fresh = engine(models, folder.resolve("self/data"));
        ContractContext first = context();

        fresh.selfTest(first);
        assertThat(first.messages()).singleElement().asString().contains("page.gguf");

        new ParrotGguf().write(llm.resolve("parrot.gguf"));
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        fresh.selfTest(context());
        fresh.close();
    }

    @Test
    void aSelfTestFailsWhereNothingButCrashesComesOfIt() throws Exception {
        Path models = folder.resolve("crash/models");
        new ParrotGguf()
                .withDuplicateToken()
                .write(Files.createDirectories(models.resolve("llm")).resolve("twice.gguf"));
        LlamaEngine fresh = engine(models, folder.resolve("crash/data"));

        assertThatThrownBy(() -> fresh.selfTest(context()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.ENGINE_FAILED));
        fresh.close();
    }
}
