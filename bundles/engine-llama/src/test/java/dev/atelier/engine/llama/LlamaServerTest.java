package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.model.samples.ParrotGguf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chats with a server that is a process of its own and speaks over a real socket. */
@SuppressWarnings("NullAway.Init") // set before each test
class LlamaServerTest {
    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private LlamaRig rig;

    @BeforeEach
    void open() {
        rig = LlamaRig.withServer(folder, 1);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        rig.close();
    }

    @Test
    void itIsAskedBeforeTheLibraryAndTellsPieceByPiece() throws Exception {
        ContractContext context = rig.context();
        Task.Llm task = new Task.Llm(
                List.of(new Task.Message("user", "hello")),
                "be kind",
                50,
                0.5,
                0.9,
                List.of("END"),
                null,
                null,
                "{\"terse\":true}");

        JsonNode answer = rig.answer("parrot", task, context);

        assertThat(LlamaRig.words(answer)).isEqualTo(FakeLlamaServer.WORDS);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(7);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(10);
        assertThat(context.text()).isEqualTo(FakeLlamaServer.WORDS);
        JsonNode request = LlamaRig.MAPPER.readTree(rig.lines("requests").get(0));
        assertThat(request.path("messages").toString())
                .isEqualTo("[{\"role\":\"system\",\"content\":\"be kind\"},{\"role\":\"user\",\"content\":\"hello\"}]");
        assertThat(request.path("chat_template_kwargs").toString()).isEqualTo("{\"terse\":true}");
        assertThat(request.path("stop").toString()).isEqualTo("[\"END\"]");
        assertThat(request.path("samplers").toString()).isEqualTo("[\"top_p\",\"temperature\"]");
        assertThat(request.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(request.path("seed").asInt()).isEqualTo(1234);
        assertThat(request.at("/stream_options/include_usage").asBoolean()).isTrue();
    }

    @Test
    void itsKeyIsNothingTheWholeMachineCanRead() throws Exception {
        rig.words("parrot", "hello");

        assertThat(rig.lines("told"))
                .singleElement()
                .asString()
                .matches("--model \\S+/parrot.gguf --host 127.0.0.1 --port \\d+ --ctx-size 2048 --parallel 1 --jinja");
    }

    @Test
    void theModelStaysLoadedAndAnotherTakesItsPlace() throws Exception {
        rig.words("parrot", "hello");
        rig.words("parrot", "hello again");
        ProcessHandle first = rig.server();
        assertThat(rig.lines("told")).hasSize(1);

        rig.words("other", "hello");

        assertThat(rig.lines("told")).hasSize(2);
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void aCancelHangsUpAtOnceAndTheServerStays() throws Exception {
        rig.words("parrot", "hello");
        ContractContext context = rig.context();
        Future<JsonNode> chat = threads.submit(() -> rig.answer("parrot", LlamaRig.ask("slow"), context));
        await().until(() -> context.text().equals("once"));

        context.cancel();

        assertThatThrownBy(() -> chat.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        await().untilAsserted(() -> assertThat(rig.lines("hung-up")).hasSize(1));
        assertThat(rig.words("parrot", "hello")).isEqualTo(FakeLlamaServer.WORDS);
        assertThat(rig.lines("told")).hasSize(1);
    }

    @Test
    void aCancelWhileTheFirstChatRunsLeavesTheModelLoadedAsWell() throws Exception {
        ContractContext context = rig.context();
        Future<JsonNode> chat = threads.submit(() -> rig.answer("parrot", LlamaRig.ask("slow"), context));
        await().until(() -> context.text().equals("once"));

        context.cancel();

        assertThatThrownBy(() -> chat.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(EngineException.class);
        assertThat(rig.words("parrot", "hello")).isEqualTo(FakeLlamaServer.WORDS);
        assertThat(rig.lines("told")).hasSize(1);
    }

    @Test
    void aKilledServerFailsTheChatAndTheNextIsAnswered() throws Exception {
        ContractContext context = rig.context();
        Future<JsonNode> chat = threads.submit(() -> rig.answer("parrot", LlamaRig.ask("slow"), context));
        await().until(() -> context.text().equals("once"));

        rig.server().destroyForcibly();

        assertThatThrownBy(() -> chat.get(5, TimeUnit.SECONDS))
                .cause()
                .hasMessageStartingWith("llama-server ended with 137")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(rig.words("parrot", "hello")).isEqualTo(FakeLlamaServer.WORDS);
        assertThat(rig.lines("told")).hasSize(2);
    }

    @Test
    void whenItDoesNotStartTheLibraryAnswers() throws Exception {
        Files.createFile(rig.tools.resolve("broken"));
        ContractContext context = rig.context();

        assertThat(LlamaRig.words(rig.answer("parrot", LlamaRig.ask("hello"), context)))
                .isEqualTo(ParrotGguf.WORDS);

        assertThat(context.messages())
                .anyMatch(line -> line.contains("llama-server ended with 1: unknown model architecture"));
        Files.delete(rig.tools.resolve("broken"));
        assertThat(rig.words("parrot", "hello")).isEqualTo(ParrotGguf.WORDS); // left alone for a time
        assertThat(rig.words("other", "hello")).isEqualTo(FakeLlamaServer.WORDS);
    }

    @Test
    void whenItCannotBeExecutedTheLibraryAnswers() throws Exception {
        Files.writeString(rig.tools.resolve("llama-server"), "#!/no/such/interpreter\n");
        ContractContext context = rig.context();

        assertThat(LlamaRig.words(rig.answer("parrot", LlamaRig.ask("hello"), context)))
                .isEqualTo(ParrotGguf.WORDS);

        assertThat(context.messages()).anyMatch(line -> line.contains("llama-server cannot be started"));
        Files.delete(rig.tools.resolve("llama-server"));
        Files.createDirectory(rig.tools.resolve("llama-server"));
        assertThat(rig.words("other", "hello")).isEqualTo(ParrotGguf.WORDS);
        assertThat(rig.engine.parts().get(0).state()).isEqualTo(Part.State.MISSING);
    }

    @Test
    void aModelNewerThanTheLibraryNeedsIt() throws Exception {
        assertThat(rig.words("newer", "hello")).isEqualTo(FakeLlamaServer.WORDS);

        Files.createFile(rig.tools.resolve("broken"));
        ProcessHandle server = rig.server();
        server.destroyForcibly();
        server.onExit().get(5, TimeUnit.SECONDS);
        assertThatThrownBy(() -> rig.words("newer", "hello")).hasMessageContaining("unknown model architecture");

        try (LlamaRig without = new LlamaRig(folder.resolve("without"), new LlamaSettings("off", "", "", 1))) {
            assertThatThrownBy(() -> without.words("newer", "hello"))
                    .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.retryable())
                            .isFalse())
                    .hasMessageStartingWith("the model newer.gguf is of the kind qwen3, which is newer than")
                    .hasMessageContaining("llama-server");
            assertThat(without.words("parrot", "hello")).isEqualTo(ParrotGguf.WORDS);
        }
    }

    @Test
    void whatItRefusesIsToldInTheWordsOfThisEngine() {
        assertThatThrownBy(() -> rig.words("parrot", "long"))
                .hasMessage("prompt is 3000 tokens but the context holds 2048; raise contextSize or shorten the prompt")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
        assertThatThrownBy(() -> rig.words("parrot", "critic"))
                .hasMessageStartingWith("chat template: no critics here");
        assertThatThrownBy(() -> rig.words("parrot", "fails"))
                .hasMessage("llama-server: failed to decode")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
    }

    @Test
    void whatItThoughtIsKeptApartAndAnAnswerThatWasCutSaysSo() throws Exception {
        ContractContext context = rig.context();

        JsonNode thought = rig.answer("parrot", LlamaRig.ask("think"), context);

        assertThat(thought.at("/choices/0/message/content").asText()).isEqualTo("yes indeed");
        assertThat(thought.at("/choices/0/message/reasoning_content").asText()).isEqualTo("hm so");
        assertThat(context.text()).isEqualTo("yes indeed");
        assertThat(rig.answer("parrot", LlamaRig.ask("cut"), rig.context())
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo("length");
    }

    @Test
    void aSchemaIsCheckedHereFirstAndOnTheAnswer() throws Exception {
        assertThatThrownBy(() -> rig.answer("parrot", withSchema("json", "{\"type\":\"wat\"}"), rig.context()))
                .hasMessageContaining("the JSON schema cannot be used");
        assertThat(rig.lines("requests")).isEmpty();

        String schema = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}";
        assertThat(LlamaRig.words(rig.answer("parrot", withSchema("json", schema), rig.context())))
                .isEqualTo("{\"n\":44}");
        assertThat(LlamaRig.MAPPER
                        .readTree(rig.lines("requests").get(0))
                        .at("/response_format/json_schema/schema/type")
                        .asText())
                .isEqualTo("object");
        assertThatThrownBy(() -> rig.answer("parrot", withSchema("prose", schema), rig.context()))
                .hasMessageContaining("does not fit the schema");
    }

    private static Task.Llm withSchema(String wish, String schema) {
        return new Task.Llm(List.of(new Task.Message("user", wish)), null, 100, 0, null, List.of(), schema, null, null);
    }

    @Test
    void modelsThatStayHaveSlots() throws Exception {
        rig.close();
        rig = LlamaRig.withServer(folder.resolve("slots"), 2);
        ModelSource source = ModelSource.of("llama-cpp");
        try (LoadedModel one = rig.engine.load("parrot", source, rig.context());
                LoadedModel two = rig.engine.load("parrot", source, rig.context());
                LoadedModel three = rig.engine.load("parrot", source, rig.context())) {
            assertThat(rig.lines("told")).hasSize(2).first().asString().contains("--ctx-size 4096 --parallel 2");
            assertThat(one.tokens("abc", false)).containsExactly('a', 'b', 'c');
            assertThat(one.tokens("abc", true)).containsExactly(1, 'a', 'b', 'c');
            assertThat(two.alive()).isTrue();

            two.execute(LlamaRig.job("parrot", LlamaRig.ask("hello")), rig.context());
            rig.server().destroyForcibly();

            await().until(() -> !three.alive());
            assertThat(one.alive()).isTrue();
        }
        assertThat(rig.lines("pids")).allSatisfy(pid -> assertThat(ProcessHandle.of(Long.parseLong(pid)))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        ending -> assertThat(ending.orElseThrow().isAlive()).isFalse()));
    }

    @Test
    void asManyJobsRunAtOnceAsTheServerHasSlots() throws Exception {
        rig.close();
        rig = LlamaRig.withServer(folder.resolve("slots"), 2);
        assertThat(rig.engine.descriptor().slots()).isEqualTo(2);

        Future<String> one = threads.submit(() -> rig.words("parrot", "together"));
        Future<String> two = threads.submit(() -> rig.words("parrot", "together"));

        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("both of us");
        assertThat(two.get(20, TimeUnit.SECONDS)).isEqualTo("both of us");
        assertThat(rig.lines("told")).hasSize(1);
        Files.delete(rig.tools.resolve("llama-server"));
        assertThat(rig.engine.descriptor().slots()).isEqualTo(1); // the library has one
    }

    @Test
    void aModelThatStaysTakesAsManyChatsAtOnceAsItsServerHasSlots() throws Exception {
        rig.close();
        rig = LlamaRig.withServer(folder.resolve("slots"), 2);
        try (LoadedModel loaded = rig.engine.load("parrot", ModelSource.of("llama-cpp"), rig.context())) {
            assertThat(loaded.slots()).isEqualTo(2);

            Future<EngineResult> one = threads.submit(() -> together(loaded));
            Future<EngineResult> two = threads.submit(() -> together(loaded));

            for (Future<EngineResult> each : List.of(one, two)) {
                String json = each.get(20, TimeUnit.SECONDS).fold(media -> "", EngineResult.Json::text);
                assertThat(json).contains("both of us");
            }
            assertThat(rig.lines("told")).hasSize(1);
        }
    }

    private EngineResult together(LoadedModel loaded) throws EngineException {
        return loaded.execute(LlamaRig.job("parrot", LlamaRig.ask("together")), rig.context());
    }

    @Test
    void withoutHeatTheBestTokenIsTakenAndNoneIsSorted() throws Exception {
        rig.words("parrot", "hello");

        JsonNode request = LlamaRig.MAPPER.readTree(rig.lines("requests").get(0));
        assertThat(request.path("samplers").toString()).isEqualTo("[\"top_k\"]");
        assertThat(request.path("top_k").asInt()).isEqualTo(1);
    }

    @Test
    void listsWhatRunsModelsAndAddsTheServer() throws Exception {
        assertThat(rig.engine.parts())
                .extracting(Part::id, Part::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("llama-server", Part.State.IN_USE),
                        org.assertj.core.groups.Tuple.tuple("library", Part.State.SPARE));
        await().until(() -> "10453".equals(rig.engine.parts().get(0).version()));

        LlamaSettings own = new LlamaSettings("", "https://mine.invalid/llama.tar.gz", "", 1);
        try (LlamaRig bare = new LlamaRig(folder.resolve("bare"), own)) {
            assertThat(bare.engine.parts().get(0))
                    .extracting(Part::state, Part::addable)
                    .containsExactly(Part.State.MISSING, true);

            bare.engine.add("llama-server", bare.context());

            assertThat(bare.provisions.provided).singleElement().satisfies(release -> assertThat(release.folder())
                    .isEqualTo(bare.folder.resolve("models/bin/llama.cpp")));
            assertThat(bare.words("parrot", "hello")).isEqualTo(FakeLlamaServer.WORDS);
            assertThatThrownBy(() -> bare.engine.add("library", bare.context())).hasMessageContaining("no part");
        }
    }

    @Test
    void aStoppedEngineLeavesNoServer() throws Exception {
        rig.words("parrot", "hello");
        ProcessHandle server = rig.server();

        rig.engine.close();

        assertThat(server.isAlive()).isFalse();
    }
}
