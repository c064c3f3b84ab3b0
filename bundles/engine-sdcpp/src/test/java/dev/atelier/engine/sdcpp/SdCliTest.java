package dev.atelier.engine.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelSource.Defaults;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a program that writes down what it is told. */
@SuppressWarnings("NullAway.Init") // set before each test
class SdCliTest {
    private static final String PICTURE =
            "data:image/webp;base64," + Base64.getEncoder().encodeToString(FakeTools.PNG);

    @TempDir
    Path folder;

    private SdcppRig rig;

    @BeforeEach
    void open() {
        rig = SdcppRig.withCli(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static Task.Image with(
            @Nullable String init, @Nullable String mask, @Nullable String reference, String ext) {
        return new Task.Image("a cat", null, init, mask, reference, 0.5, null, null, 64, 64, 4, 7L, ext);
    }

    @Test
    void tellsTheProgramWhatTheJobSaysAndTakesWhatItMakes() throws Exception {
        ModelSource source = new ModelSource(
                "sd-cpp",
                List.of(
                        SdcppRig.file(Role.VAE, "v.safetensors"),
                        SdcppRig.file(Role.DIFFUSION_MODEL, "d.gguf"),
                        SdcppRig.file(Role.TEXT_ENCODER, "t.gguf"),
                        SdcppRig.file(Role.TEXT_ENCODER_VISION, "tv.gguf"),
                        SdcppRig.file(Role.LORA, "never-asked-for")),
                Defaults.NONE);
        ContractContext context = rig.context();
        String models = context.root() + "/";

        EngineResult result = SdcppRig.run(rig.engine, with(null, PICTURE, null, "png"), source, context);

        List<String> told = rig.told();
        assertThat(told.get(told.indexOf("-o") + 1))
                .matches(rig.temporary() + "/studio-worker-sdcpp/out-"
                        + ProcessHandle.current().pid() + "-\\d+\\.png");
        told.set(told.indexOf("-o") + 1, "OUT");
        assertThat(told)
                .containsExactly(
                        "--diffusion-model",
                        models + "d.gguf",
                        "--vae",
                        models + "v.safetensors",
                        "--llm",
                        models + "t.gguf",
                        "--llm_vision",
                        models + "tv.gguf",
                        "-p",
                        "a cat",
                        "--cfg-scale",
                        "1",
                        "--steps",
                        "4",
                        "-W",
                        "64",
                        "-H",
                        "64",
                        "-o",
                        "OUT",
                        "--seed",
                        "7",
                        "--diffusion-fa");
        assertThat(SdcppRig.bytes(result)).isEqualTo(FakeTools.PNG);
        assertThat(SdcppRig.ext(result)).isEqualTo("png");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void inputsAreNamedAfterWhatTheirBytesAre() throws Exception {
        rig.run(with(PICTURE, PICTURE, null, "webp"), rig.context());

        List<String> told = rig.told();
        String output = told.get(told.indexOf("-o") + 1);
        String stem = output.substring(0, output.length() - ".webp".length());
        assertThat(told)
                .containsSequence("--init-img", stem + "-init.png", "--strength", "0.5", "--mask", stem + "-mask.png");
        assertThat(rig.tools.resolve("seen--init-img")).hasBinaryContent(FakeTools.PNG);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void whatNobodyKnowsIsTakenForWebp() throws Exception {
        rig.run(with(null, null, "data:,hello", "png"), rig.context());

        List<String> told = rig.told();
        assertThat(told.get(told.indexOf("-r") + 1)).endsWith("-ref.webp");
        assertThat(told).doesNotContain("--init-img", "--strength");
    }

    @Test
    void anInputThatDoesNotComeFailsTheJobBeforeTheProgramRuns() throws Exception {
        assertThatThrownBy(() -> rig.run(with("data:image/png;base64,!", null, null, "png"), rig.context()))
                .isInstanceOf(EngineException.class);
        assertThat(rig.tools.resolve("told")).doesNotExist();
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void filmsAreMadeAsWell() throws Exception {
        EngineResult result = rig.run(Task.Video.of("a river"), rig.context());

        assertThat(rig.told()).startsWith("-M", "vid_gen", "--model");
        assertThat(SdcppRig.ext(result)).isEqualTo("webm");
        assertThat(SdcppRig.bytes(result)).isEqualTo(FakeTools.WEBM);
    }

    @Test
    void reportsTheStepsItTakesAndNotTheBarsOfLoading() throws Exception {
        ContractContext context = rig.context();

        rig.run(SdcppRig.image("a cat"), context);

        assertThat(context.fractions()).containsExactly(0.45, 0.9, 1.0);
    }

    @Test
    void aProgramThatFailsFailsTheJobWithItsLastWords() throws Exception {
        Files.writeString(rig.tools.resolve("fail"), "[ERROR] get sd version from file failed\n\n");

        assertThatThrownBy(() -> rig.run(with(PICTURE, null, null, "png"), rig.context()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessage("sd-cli exited with 3: [ERROR] get sd version from file failed");
        assertThat(rig.leftovers()).isEmpty();

        Files.delete(rig.tools.resolve("fail"));
        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
    }

    @Test
    void aProgramThatMakesNothingFailsTheJob() throws Exception {
        Files.createFile(rig.tools.resolve("nothing"));

        assertThatThrownBy(() -> rig.run(SdcppRig.image("a cat"), rig.context()))
                .hasMessage("sd-cli made no output file");
    }

    @Test
    void theFirstOfSeveralPicturesIsTheResultAndNoneStays() throws Exception {
        Files.createFile(rig.tools.resolve("several"));

        assertThat(SdcppRig.bytes(rig.run(SdcppRig.image("a cat"), rig.context())))
                .isEqualTo(FakeTools.PNG);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void theLibraryThatCameWithItIsFound() throws Exception {
        Files.createFile(rig.tools.resolve("libstable-diffusion.so"));

        rig.run(SdcppRig.image("a cat"), rig.context());

        assertThat(rig.lines("environment")).anyMatch(line -> line.matches("LD_LIBRARY_PATH=" + rig.tools + "(:.*)?"));
    }

    @Test
    void aCancelledJobEndsTheProgramAndLeavesNothing() throws Exception {
        Files.createFile(rig.tools.resolve("slow"));
        ContractContext context = rig.context();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<EngineResult> job = threads.submit(() -> rig.run(with(PICTURE, null, null, "png"), context));
            await().until(() -> Files.exists(rig.tools.resolve("at-work")));
            context.cancel();

            assertThatThrownBy(() -> job.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
            assertThat(rig.leftovers()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aKilledProgramFailsTheJobAndTheNextSucceeds() throws Exception {
        Path slow = Files.createFile(rig.tools.resolve("slow"));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<EngineResult> job = threads.submit(() -> rig.run(SdcppRig.image("a cat"), rig.context()));
            await().until(() -> Files.exists(rig.tools.resolve("at-work")));
            ProcessHandle.of(Long.parseLong(rig.lines("pid").get(0)))
                    .orElseThrow()
                    .destroyForcibly();

            assertThatThrownBy(() -> job.get(5, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.retryable())
                            .isTrue())
                    .hasMessage("sd-cli exited with 137: (no stderr)");
        } finally {
            threads.shutdownNow();
        }
        Files.delete(slow);
        assertThat(SdcppRig.ext(rig.run(SdcppRig.image("again"), rig.context())))
                .isEqualTo("png");
    }

    @Test
    void clearsAwayWhatAKilledWorkerLeft() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path scratch = rig.temporary().resolve("studio-worker-sdcpp");
        rig.run(SdcppRig.image("a cat"), rig.context());
        Path left = Files.createFile(scratch.resolve("out-" + ended.pid() + "-77-init.png"));
        Path other = Files.createFile(
                scratch.resolve("out-" + ProcessHandle.current().pid() + "-77.png"));

        rig.run(SdcppRig.image("a dog"), rig.context());

        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void aModelWithoutItsMainFileIsNone() {
        ModelSource source =
                new ModelSource("sd-cpp", List.of(SdcppRig.file(Role.VAE, "v.safetensors")), Defaults.NONE);

        assertThatThrownBy(() -> SdcppRig.run(rig.engine, SdcppRig.image("x"), source, rig.context()))
                .hasMessage("modelSource has no diffusion-model / model file");
    }

    @Test
    void aScratchFolderOfSomebodyElseIsNotUsed() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(rig.temporary().resolve("studio-worker-sdcpp"), elsewhere);

        rig.run(SdcppRig.image("a cat"), rig.context());

        List<String> told = rig.told();
        assertThat(told.get(told.indexOf("-o") + 1)).contains("/scratch/out-").doesNotContain("studio-worker-sdcpp");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void listsItsProgramsAndAddsWhatIsMissing() throws Exception {
        assertThat(rig.engine.descriptor().models())
                .containsEntry(Kind.IMAGE, List.of("sd-cpp:*"))
                .containsEntry(Kind.VIDEO, List.of("sd-cpp:*"));
        try (SdcppRig bare = new SdcppRig(
                folder.resolve("bare"),
                new SdcppSettings("", "https://archives.invalid/x.zip", "", Duration.ofMinutes(1)))) {
            assertThat(bare.engine.parts())
                    .filteredOn(part -> !part.id().equals("vulkan"))
                    .extracting(Part::id, Part::state, Part::addable)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("sd-server", Part.State.MISSING, true),
                            org.assertj.core.groups.Tuple.tuple("sd-cli", Part.State.MISSING, true));

            bare.engine.add("sd-cli", bare.context());

            assertThat(bare.engine.parts())
                    .filteredOn(part -> part.id().equals("sd-cli"))
                    .singleElement()
                    .satisfies(part -> assertThat(part.state()).isEqualTo(Part.State.IN_USE))
                    .satisfies(part -> assertThat(part.where()).endsWith("bare/models/bin/sd-cli"));
            assertThatThrownBy(() -> bare.engine.add("vulkan", bare.context())).hasMessageContaining("no part vulkan");
        }
    }
}
