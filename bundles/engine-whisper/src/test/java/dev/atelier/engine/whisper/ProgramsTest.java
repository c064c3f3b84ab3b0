package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.model.samples.ParrotWhisper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings heard by the programs of whisper.cpp, which are processes of their own and speak as the real ones do. */
@SuppressWarnings("NullAway.Init") // set before each test
class ProgramsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TIMED_WORDS =
            "[{'word':'and','start':0.1,'end':0.3},{'word':'so','start':0.3,'end':0.5},"
                    + "{'word':'it','start':0.6,'end':0.7},{'word':'goes.','start':0.7,'end':1.3}]";

    @TempDir
    Path folder;

    private final AtomicInteger jobs = new AtomicInteger();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private Kit kit;
    private Path tools;
    private WhisperEngine engine;

    @BeforeEach
    void open() throws Exception {
        Path stt = Files.createDirectories(folder.resolve("models/stt"));
        new ParrotWhisper().write(stt.resolve("parrot.bin"));
        new ParrotWhisper().hearing("de").write(stt.resolve("many.bin"));
        tools = folder.resolve("tools");
        kit = new Kit(folder);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        engine.close();
        kit.close();
    }

    private void withServer() {
        with(FakeWhisper.server(tools).toString(), "off");
    }

    private void withCli() {
        with("off", FakeWhisper.cli(tools).toString());
    }

    private void with(String server, String cli) {
        engine = kit.engine(folder.resolve("models"), Ggml::read, new WhisperSettings(server, cli));
    }

    @Test
    void aServerHearsAndTellsTheTimesOfWords() throws Exception {
        withServer();
        ContractContext context = context();

        JsonNode answer = answer("parrot", task(null, null, null, "word"), context);

        assertThat(answer.path("text").asText()).isEqualTo(FakeWhisper.WORDS);
        assertThat(answer.path("language").asText()).isEqualTo("en");
        assertThat(answer.path("words").toString().replace('"', '\'')).isEqualTo(TIMED_WORDS);
        assertThat(answer.path("segments").toString().replace('"', '\''))
                .isEqualTo("[{'id':0,'start':0.0,'end':1.8,'text':' and so it goes.'}]");
        assertThat(context.text()).isEqualTo(FakeWhisper.WORDS);
        assertThat(lines("requests"))
                .singleElement()
                .asString()
                .startsWith("{file=RIFF " + (44 + 2 * 32_000))
                .contains("response_format=verbose_json", "language=en", "translate=false", "max_context=0");
    }

    @Test
    void wordsAreToldToThoseWhoAsk() throws Exception {
        withServer();

        assertThat(answer("parrot", task(null, null, null, "segment"), context())
                        .has("words"))
                .isFalse();
    }

    @Test
    void aServerIsToldOfLanguageTranslationAndHint() throws Exception {
        withServer();

        JsonNode german = answer("many", task(null, null, "german", "word"), context());
        JsonNode english = answer("many", task("fr", true, "say \u00e4h", null), context());

        assertThat(german.path("language").asText()).isEqualTo("de");
        assertThat(german.path("words").toString()).isEqualTo("[{\"word\":\"ja\",\"start\":0.0,\"end\":0.0}]");
        assertThat(english.path("task").asText()).isEqualTo("translate");
        assertThat(english.path("language").asText()).isEqualTo("en");
        assertThat(lines("requests").get(0)).contains("language=auto", "translate=false", "max_context=224");
        assertThat(lines("requests").get(1)).contains("language=fr", "translate=true", "prompt=say \u00e4h");
    }

    @Test
    void charactersThatAServerCutsBetweenWordsAreWhole() throws Exception {
        withServer();

        JsonNode answer = answer("parrot", task(null, null, "broken", "word"), context());

        assertThat(answer.path("words").findValuesAsText("word")).containsExactly("gr\u00fc\u00df", "dich");
    }

    @Test
    void aServerIsStartedOnceBelowAPathNobodyElseKnowsAndAskedForItsOptionsOnce() throws Exception {
        withServer();
        answer("parrot");
        answer("parrot");
        answer("many");

        assertThat(lines("told")).hasSize(2);
        assertThat(lines("told").get(0))
                .matches("--model \\S+/parrot.bin --host 127.0.0.1 --port \\d+ --request-path /[0-9a-f]{32}"
                        + " --inference-path /inference --threads \\d+ --no-language-probabilities");
        assertThat(lines("requests")).hasSize(3);
        assertThat(lines("helped")).hasSize(1);
        assertThat(process(lines("pids").get(0))).isNull();
    }

    @Test
    void anOlderServerDoesAsWell() throws Exception {
        with(FakeWhisper.olderServer(tools).toString(), "off");

        assertThat(answer("parrot")).isEqualTo(FakeWhisper.WORDS);
        assertThat(lines("told")).singleElement().asString().doesNotContain("probabilities");
    }

    @Test
    void aServerThatIsKilledWhileItListensFailsItsJobAndTheNextOneSucceeds() throws Exception {
        withServer();
        Future<JsonNode> running = threads.submit(() -> answer("parrot", task(null, null, "slow", null), context()));
        await().atMost(SOON).until(() -> Files.exists(tools.resolve("at-work")));

        ProcessHandle.of(Long.parseLong(lines("pids").get(0))).orElseThrow().destroyForcibly();

        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .cause()
                .hasMessageContaining("whisper-server ended with 137")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(answer("parrot")).isEqualTo(FakeWhisper.WORDS);
        assertThat(lines("pids")).hasSize(2);
    }

    @Test
    void aCancelHangsUpAtOnceAndTheServerStays() throws Exception {
        withServer();
        ContractContext context = context();
        Future<JsonNode> running = threads.submit(() -> answer("parrot", task(null, null, "slow", null), context));
        await().atMost(SOON).until(() -> Files.exists(tools.resolve("at-work")));

        context.cancel();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        assertThat(answer("parrot")).isEqualTo(FakeWhisper.WORDS);
        assertThat(lines("pids")).hasSize(1);
    }

    @Test
    void aServerThatFailsFailsTheJob() throws Exception {
        withServer();

        assertThatThrownBy(() -> answer("parrot", task(null, null, "fails", null), context()))
                .hasMessageContaining("whisper-server answered 500")
                .hasMessageContaining("failed to process audio")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
    }

    @Test
    void whatAServerDoesNotLoadTheLibraryHears() throws Exception {
        withServer();
        Files.writeString(tools.resolve("broken"), "");
        ContractContext context = context();

        JsonNode answer = answer("parrot", task(null, null, null, "word"), context);

        assertThat(answer.path("text").asText()).startsWith("this transcript was");
        assertThat(answer.has("words")).isFalse();
        assertThat(context.messages())
                .anyMatch(line -> line.contains("failed to initialize whisper context"))
                .anyMatch(line -> line.contains("times of segments, not of words"));
    }

    @Test
    void aModelThatIsKeptLoadedIsInAServerOfItsOwn() throws Exception {
        withServer();
        FakeWhisper.cli(tools);
        ModelSource source = ModelSource.of("whisper-cpp");
        try (LoadedModel kept = engine.load("parrot", source, context())) {
            assertThat(kept.alive()).isTrue();
            EngineResult result =
                    kept.execute(new EngineJob("j", "parrot", source, task(null, null, null, null)), context());
            assertThat(result.<String>fold(media -> "", EngineResult.Json::text))
                    .contains(FakeWhisper.WORDS);
            answer("parrot");
            assertThat(lines("pids")).hasSize(2);

            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(lines("pids").get(0))).orElseThrow();
            server.destroyForcibly();
            await().atMost(SOON).until(() -> !kept.alive());
        }
    }

    @Test
    void theOtherProgramHearsWhereThereIsNoServer() throws Exception {
        withCli();
        ContractContext context = context();

        JsonNode answer = answer("parrot", task(null, null, null, "word"), context);

        assertThat(answer.path("text").asText()).isEqualTo(FakeWhisper.WORDS);
        assertThat(answer.path("words").toString().replace('"', '\''))
                .isEqualTo(TIMED_WORDS.replace("0.6,'end':0.7", "0.5,'end':0.5"));
        assertThat(context.fractions()).containsExactly(0.5, 1.0);
        assertThat(lines("cli-told"))
                .containsSubsequence("--output-json-full", "--language", "en", "--max-context", "0")
                .contains("--print-progress", "--suppress-nst")
                .doesNotContain("--translate");
        assertThat(tools.resolve("cli-heard.wav")).hasSize(44 + 2 * 32_000);
        assertThat(folder.resolve("data-1/cli")).isEmptyDirectory();
    }

    @Test
    void aHintIsNothingTheWholeMachineCanRead() throws Exception {
        withCli();

        JsonNode answer = answer("many", task(null, true, "Ada\nLovelace", null), context());

        assertThat(answer.path("text").asText()).isEqualTo(FakeWhisper.WORDS);
        assertThat(lines("cli-told")).singleElement().asString().startsWith("@");
        assertThat(lines("cli-arguments"))
                .containsSubsequence("--language", "auto", "--max-context", "224", "--translate")
                .endsWith("--prompt", "Ada Lovelace");
    }

    @Test
    void itFindsOutTheLanguage() throws Exception {
        withCli();

        assertThat(answer("many", task(null, null, null, null), context())
                        .path("language")
                        .asText())
                .isEqualTo("de");
    }

    @Test
    void aLongRecordingIsHeardInTenMinutesAtOnce() throws Exception {
        withCli();
        Path file = Files.write(folder.resolve("long.wav"), Tones.wav(70, 24));

        JsonNode answer = answer("parrot", Task.Transcription.of(file.toUri().toString()), context());

        assertThat(answer.path("segments")).hasSize(1);
    }

    @Test
    void aProgramThatIsKilledWhileItListensFailsItsJobAndTheNextOneSucceeds() throws Exception {
        withCli();
        Files.writeString(tools.resolve("cli-slow"), "");
        Future<JsonNode> running = threads.submit(() -> answer("parrot", task(null, null, null, null), context()));
        await().atMost(SOON).until(() -> Files.exists(tools.resolve("cli-at-work")));
        Files.delete(tools.resolve("cli-slow"));

        ProcessHandle.of(Long.parseLong(lines("cli-pids").get(0))).orElseThrow().destroyForcibly();

        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .cause()
                .hasMessageContaining("whisper-cli ended with 137")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(answer("parrot")).isEqualTo(FakeWhisper.WORDS);
    }

    @Test
    void aCancelledProgramEnds() throws Exception {
        withCli();
        Files.writeString(tools.resolve("cli-slow"), "");
        ContractContext context = context();
        Future<JsonNode> running = threads.submit(() -> answer("parrot", task(null, null, null, null), context));
        await().atMost(SOON).until(() -> Files.exists(tools.resolve("cli-at-work")));

        context.cancel();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).cause().hasMessage("the job was cancelled");
        assertThat(folder.resolve("data-1/cli")).isEmptyDirectory();
    }

    @Test
    void aProgramThatDoesNotKnowItsModelOrItsOptionsIsGivenUp() throws Exception {
        withCli();
        Files.writeString(tools.resolve("cli-broken"), "");
        assertThat(answer("parrot")).startsWith("this transcript was");
        answer("parrot");
        assertThat(lines("cli-pids")).as("asked once").hasSize(1);

        Files.move(tools.resolve("cli-broken"), tools.resolve("cli-changed"));
        assertThat(answer("many")).startsWith("this transcript was");
    }

    @Test
    void aProgramOfThatNameThatIsAnotherIsNotUsed() throws Exception {
        Path other = FakeWhisper.cli(tools);
        with(other.toString(), "off");

        assertThat(answer("parrot")).startsWith("this transcript was");
        assertThat(tools.resolve("cli-pids")).doesNotExist();
    }

    @Test
    void wordsAreWorthAnotherBackEndThanTheOneThatHasTheModel() throws Exception {
        with(tools.resolve("whisper-server").toString(), "off");
        assertThat(answer("parrot")).startsWith("this transcript was");
        FakeWhisper.server(tools);

        assertThat(answer("parrot")).as("the model is loaded there").startsWith("this transcript was");
        assertThat(answer("parrot", task(null, null, null, "word"), context()).has("words"))
                .isTrue();
    }

    @Test
    void whatIsFoundIsShown() {
        with(FakeWhisper.server(tools).toString(), "");

        List<Part> parts = engine.parts();

        assertThat(parts.get(0).state()).isEqualTo(Part.State.IN_USE);
        assertThat(parts.get(0).where())
                .isEqualTo(tools.resolve("whisper-server").toString());
        assertThat(parts.get(1).id()).isEqualTo("whisper-cli");
        assertThat(parts.get(2).state()).as("the library").isEqualTo(Part.State.SPARE);
    }

    @Test
    void whatIsMissingSaysHowToGetIt() {
        with(tools.resolve("none").toString(), "off");

        assertThat(engine.parts().get(0).state()).isEqualTo(Part.State.MISSING);
        assertThat(engine.parts().get(0).note()).contains("install whisper.cpp", "whisper_server");
        assertThat(engine.parts().get(1).note()).isEqualTo("switched off by whisper_cli");
        assertThat(engine.parts().get(2).state()).isEqualTo(Part.State.IN_USE);
    }

    private static Task.Transcription task(
            @Nullable String language, @Nullable Boolean translate, @Nullable String hint, @Nullable String times) {
        return new Task.Transcription(Tones.url(Tones.wav(2)), language, translate, hint, null, times);
    }

    private String answer(String model) throws Exception {
        return answer(model, task(null, null, null, null), context())
                .path("text")
                .asText();
    }

    private JsonNode answer(String model, Task.Transcription task, ContractContext context) throws Exception {
        EngineResult result =
                engine.execute(new EngineJob("job-" + jobs.get(), model, ModelSource.of("whisper-cpp"), task), context);
        return MAPPER.readTree(result.<String>fold(media -> "", EngineResult.Json::text));
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(tools.resolve(file));
    }

    private static @Nullable ProcessHandle process(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .orElse(null);
    }
}
