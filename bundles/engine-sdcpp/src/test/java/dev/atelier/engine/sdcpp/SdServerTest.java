package dev.atelier.engine.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelSource.Role;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a server that is a process of its own and speaks over a real socket. */
@SuppressWarnings("NullAway.Init") // set before each test
class SdServerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String PICTURE =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(FakeTools.PNG);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private SdcppRig rig;

    @BeforeEach
    void open() {
        rig = SdcppRig.withServer(folder, Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        rig.close();
    }

    private JsonNode request(int number) throws Exception {
        return MAPPER.readTree(rig.lines("requests").get(number).replaceFirst("\\w+ ", ""));
    }

    private ProcessHandle server() throws Exception {
        List<String> pids = rig.lines("server-pid");
        return ProcessHandle.of(Long.parseLong(pids.get(pids.size() - 1))).orElseThrow();
    }

    @Test
    void theModelStaysLoadedBetweenJobs() throws Exception {
        Task.Image task = new Task.Image(
                "a cat", "dogs", PICTURE, PICTURE, null, 0.55, 7.5, "euler", 64, 96, 4, 9_007_199_254_740_993L, "png");
        ContractContext context = rig.context();

        EngineResult first = rig.run(task, context);
        EngineResult second = rig.run(SdcppRig.image("a dog"), rig.context());

        assertThat(SdcppRig.bytes(first)).isEqualTo(FakeTools.PNG);
        assertThat(SdcppRig.ext(second)).isEqualTo("png");
        assertThat(rig.lines("server-told"))
                .singleElement()
                .asString()
                .matches("--model .*/m.safetensors --diffusion-fa --listen-ip 127.0.0.1 --listen-port \\d+");
        assertThat(rig.tools.resolve("told")).doesNotExist();
        JsonNode request = request(0);
        assertThat(request.path("prompt").asText()).isEqualTo("a cat");
        assertThat(request.path("negative_prompt").asText()).isEqualTo("dogs");
        assertThat(request.path("seed").asText()).isEqualTo("9007199254740993");
        assertThat(request.path("strength").asText()).isEqualTo("0.55");
        assertThat(request.at("/sample_params/sample_steps").asInt()).isEqualTo(4);
        assertThat(request.at("/sample_params/sample_method").asText()).isEqualTo("euler");
        assertThat(request.at("/sample_params/guidance/txt_cfg").asText()).isEqualTo("7.5");
        assertThat(Base64.getDecoder().decode(request.path("init_image").asText()))
                .isEqualTo(FakeTools.PNG);
        assertThat(request.has("mask_image")).isTrue();
        assertThat(request(1).has("seed")).isFalse();
        assertThat(context.fractions()).isSorted().endsWith(1.0);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.engine.parts().get(0))
                .extracting(Part::state, Part::note)
                .containsExactly(Part.State.IN_USE, "running");
    }

    @Test
    void anotherModelTakesThePlaceOfTheOneBefore() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());
        ContractContext context = rig.context();
        ModelSource other = new ModelSource(
                "sd-cpp", List.of(SdcppRig.file(Role.DIFFUSION_MODEL, "d.gguf")), ModelSource.Defaults.NONE);
        ProcessHandle before = server();

        SdcppRig.run(rig.engine, Task.Video.of("a river"), other, context);

        assertThat(before.isAlive()).isFalse();
        assertThat(rig.lines("server-told")).hasSize(2).last().asString().startsWith("--diffusion-model ");
        assertThat(rig.lines("requests").get(1)).startsWith("vid_gen ").contains("\"video_frames\":33,\"fps\":16");
    }

    @Test
    void aKilledServerFailsTheJobAndTheNextSucceeds() throws Exception {
        Future<EngineResult> job = threads.submit(() -> rig.run(SdcppRig.image("slow"), rig.context()));
        await().until(() -> !rig.lines("requests").isEmpty());
        server().destroyForcibly();

        assertThatThrownBy(() -> job.get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageStartingWith("sd-server ended with 137");

        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
        assertThat(rig.lines("server-told")).hasSize(2);
    }

    @Test
    void aServerThatDiesJobAfterJobIsLeftAloneForAWhileAndThenTriedAgain() throws Exception {
        assertDies(3);
        ContractContext context = rig.context();

        rig.run(SdcppRig.image("a cat"), context);

        String why = "sd-server crashed 3 times in a row on m.safetensors (sd-server ended with 134";
        assertThat(context.messages()).anyMatch(line -> line.startsWith("WARN " + why));
        assertThat(rig.told()).contains("a cat");
        assertThat(rig.lines("server-told")).hasSize(3);
        assertThat(rig.engine.parts()).extracting(Part::state).startsWith(Part.State.SPARE, Part.State.IN_USE);
        assertThat(rig.engine.parts().get(0).note()).startsWith(why).contains("tried again in 61 s");

        rig.now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertDies(1);
        assertThat(rig.engine.parts().get(0).note()).contains("4 times").contains("tried again in 121 s");
        rig.now.addAndGet(Duration.ofMinutes(2).toNanos());
        rig.run(SdcppRig.image("a dog"), rig.context());

        assertThat(rig.lines("requests")).last().asString().contains("a dog");
        assertThat(rig.engine.parts().get(0).note()).isEqualTo("running");
    }

    @Test
    void aJobThatSucceedsInBetweenForgives() throws Exception {
        assertDies(2);
        rig.run(SdcppRig.image("a cat"), rig.context());
        assertDies(2);

        rig.run(SdcppRig.image("a dog"), rig.context());

        assertThat(rig.lines("requests")).last().asString().contains("a dog");
        assertThat(rig.tools.resolve("told")).doesNotExist();
    }

    private void assertDies(int times) {
        for (int i = 0; i < times; i++) {
            ContractContext context = rig.context();
            assertThatThrownBy(() -> rig.run(SdcppRig.image("dies"), context))
                    .as(() -> String.join("\n", context.messages()))
                    .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.retryable())
                            .isTrue())
                    .hasMessageStartingWith("sd-server ended with 134");
        }
    }

    @Test
    void aServerKilledBetweenJobsIsStartedAgain() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());
        ProcessHandle server = server();
        server.destroyForcibly();
        server.onExit().get(5, TimeUnit.SECONDS);

        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
    }

    @Test
    void aJobThatStillWaitsThereIsCancelledAndTheServerStays() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());
        ProcessHandle server = server();

        assertCancelled("waits", "asked");

        assertThat(server.isAlive()).isTrue();
    }

    @Test
    void aCancelIsHeardWhileTheServerDoesNotAnswer() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());

        assertCancelled("swallowed");
        rig.run(SdcppRig.image("a cat"), rig.context());
        assertCancelled("silent", "asked");

        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
    }

    @Test
    void aJobThatCannotBeInterruptedThereEndsTheServer() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());
        ProcessHandle server = server();

        assertCancelled("slow");

        assertThat(server.isAlive()).isFalse();
        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
    }

    private void assertCancelled(String prompt) throws Exception {
        assertCancelled(prompt, "requests");
    }

    /** @param file the server writes to when it is time to cancel */
    private void assertCancelled(String prompt, String file) throws Exception {
        int before = rig.lines(file).size();
        ContractContext context = rig.context();
        Future<EngineResult> job = threads.submit(() -> rig.run(SdcppRig.image(prompt), context));
        await().until(() -> rig.lines(file).size() > before);
        context.cancel();

        assertThatThrownBy(() -> job.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
    }

    @Test
    void whatTheServerDoesNotTakeOrCannotWriteIsMadeBySdCli() throws Exception {
        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("refused"), rig.context())))
                .isEqualTo("png");
        assertThat(rig.told()).contains("refused");

        assertThat(SdcppRig.ext(rig.run(Task.Image.of("a map").withExt("bmp"), rig.context())))
                .isEqualTo("bmp");
        assertThat(rig.told()).contains("a map");
    }

    @Test
    void theServerMakesRoomForSdCli() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());
        ProcessHandle server = server();

        rig.run(Task.Image.of("a map").withExt("bmp"), rig.context());

        assertThat(rig.told()).contains("a map");
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void aStoppedEngineStartsNothing() {
        rig.engine.close();

        assertThatThrownBy(() -> rig.run(SdcppRig.image("a cat"), rig.context()))
                .hasMessage("the engine is stopping");

        assertThat(rig.tools.resolve("server-told")).doesNotExist();
        assertThat(rig.tools.resolve("told")).doesNotExist();
    }

    @Test
    void aServerThatDoesNotStartIsLeftAloneAndSdCliIsUsed() throws Exception {
        Files.createFile(rig.tools.resolve("broken"));
        ContractContext context = rig.context();

        rig.run(SdcppRig.image("a cat"), context);
        Files.delete(rig.tools.resolve("broken"));
        rig.run(SdcppRig.image("a dog"), rig.context());

        assertThat(context.messages()).anyMatch(line -> line.contains("sd-server ended with 1: cannot load the model"));
        assertThat(rig.told()).contains("a dog");
        assertThat(rig.lines("server-told")).isEmpty();
    }

    @Test
    void aServerWhosePortIsTakenMeanwhileGetsAnother() throws Exception {
        Files.createFile(rig.tools.resolve("taken"));

        rig.run(SdcppRig.image("a cat"), rig.context());

        assertThat(rig.lines("server-told")).hasSize(1);
        assertThat(rig.tools.resolve("told")).doesNotExist();
    }

    @Test
    void aJobThatFailsThereFailsWithItsReason() {
        assertThatThrownBy(() -> rig.run(SdcppRig.image("bad"), rig.context()))
                .hasMessage("sd-server: generate_image returned nothing");
    }

    @Test
    void anIdleServerEnds() throws Exception {
        rig.close();
        rig = SdcppRig.withServer(folder.resolve("idle"), Duration.ofMillis(50));

        rig.run(SdcppRig.image("a cat"), rig.context());

        var server = ProcessHandle.of(Long.parseLong(rig.lines("server-pid").get(0)));
        if (server.isPresent()) { // or it has ended by now
            server.get().onExit().get(5, TimeUnit.SECONDS);
        }
        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
    }

    @Test
    void aStoppedEngineLeavesNoServer() throws Exception {
        rig.run(SdcppRig.image("a cat"), rig.context());
        ProcessHandle server = server();

        rig.engine.close();

        assertThat(server.isAlive()).isFalse();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("engine-sd-cpp")));
    }
}
