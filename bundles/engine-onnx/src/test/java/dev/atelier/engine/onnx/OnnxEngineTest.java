package dev.atelier.engine.onnx;

import static dev.atelier.engine.onnx.Workbench.distance;
import static dev.atelier.model.samples.AnalyticDiffusers.colour;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.onnx.net.Provider;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.lib.onnxruntime.internal.ShippedRuntime;
import dev.atelier.model.samples.AnalyticDiffusers;
import dev.atelier.model.samples.MeanLama;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models found, kept, missed and broken. */
@SuppressWarnings("NullAway.Init") // set before every test
class OnnxEngineTest {
    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void withoutAModelItSaysWhatToDoAndServesOnceOneIsThere() throws Exception {
        Health empty = bench.engine().health();
        assertThat(empty.available()).isFalse();
        assertThat(empty.reason()).startsWith("no model");
        assertThat(empty.remedy()).contains(folder.resolve("models/onnx").toString());
        assertThat(bench.engine().descriptor().models()).containsEntry(Kind.IMAGE, List.of("onnx:*"));

        new AnalyticDiffusers().write(bench.model("colours"));
        new MeanLama().write(bench.model("lama.onnx"));
        new AnalyticDiffusers().write(bench.model("../beside"));

        assertThat(bench.engine().health()).isEqualTo(Health.OK);
        assertThat(bench.engine().descriptor().models())
                .containsEntry(Kind.IMAGE, List.of("beside", "colours", "lama", "onnx:*"));
        assertThat(distance(bench.paint("onnx:beside", new Wish("red")), colour("red")))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void modelsOfTheCatalogueCountAsModelsToo() throws Exception {
        new MeanLama().write(bench.model("../some-model/lama.onnx"));

        assertThat(bench.engine().health()).isEqualTo(Health.OK);
    }

    @Test
    void aModelThatIsNotThereIsMissing() {
        EngineException failure = failure(() -> bench.paint("nobody", new Wish("red")));

        assertThat(failure).hasMessageContaining("model nobody not found").hasMessageContaining("put the folder");
        assertThat(failure.code()).isEqualTo("model_missing");
        assertThat(failure.retryable()).isFalse();
        assertThat(failure(() -> bench.result("m", source(List.of(file("readme.txt"))), new Wish(""), bench.context())))
                .hasMessage("onnx modelSource for `m` contained no model file");
    }

    @Test
    void aSelfTestPassesOverModelsThatAreDamaged() throws Exception {
        Files.writeString(new MeanLama().write(bench.model("broken.onnx")), "no network at all");
        new AnalyticDiffusers().write(bench.model("whole"));
        ContractContext context = bench.context();

        bench.engine().selfTest(context);

        assertThat(context.messages()).singleElement().asString().contains("broken.onnx");
    }

    @Test
    void aDamagedModelFailsItsJobsAndWorksOnceItIsMended() throws Exception {
        Path model = new AnalyticDiffusers().write(bench.model("m"));
        for (String part : List.of("unet/model.onnx", "text_encoder/model.onnx", "vae_decoder/model.onnx")) {
            Workbench.spoil(model.resolve(part));

            EngineException failure = failure(() -> bench.paint("m", new Wish("red")));

            assertThat(failure.code()).isEqualTo("model_unusable");
            assertThat(failure).hasMessageContaining(part.substring(0, part.indexOf('/')));
            assertThat(bench.engine().health()).isEqualTo(Health.OK);
            new AnalyticDiffusers().write(model);
            assertThat(distance(bench.paint("m", new Wish("red")), colour("red")))
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatIsWrongWithAFolderIsSaidInItsOwnWords() throws Exception {
        Path model = new AnalyticDiffusers().write(bench.model("m"));

        Files.writeString(model.resolve("scheduler/scheduler_config.json"), "{\"prediction_type\":\"flow\"}");
        assertThat(failure(() -> bench.paint("m", new Wish("red")))).hasMessageContaining("predicts flow");
        Files.writeString(model.resolve("scheduler/scheduler_config.json"), "nothing");
        assertThat(failure(() -> bench.paint("m", new Wish("red"))))
                .hasMessageContaining("scheduler_config.json cannot be read");
        Files.delete(model.resolve("tokenizer/merges.txt"));
        new AnalyticDiffusers().put("beta_schedule", "odd").write(bench.model("odd"));
        assertThat(failure(() -> bench.paint("odd", new Wish("red")))).hasMessageContaining("grows by odd");
        Path torch = new AnalyticDiffusers().write(bench.model("torch"));
        Files.delete(torch.resolve("vae_decoder/model.onnx"));
        Files.writeString(torch.resolve("vae_decoder/diffusion_pytorch_model.safetensors"), "x");
        assertThat(failure(() -> bench.paint("torch", new Wish("red"))))
                .hasMessageContaining("vae_decoder/model.onnx is missing")
                .hasMessageContaining("optimum-cli export onnx");
    }

    @Test
    void aModelThatWasReplacedIsReadAgain() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));
        bench.paint("m", new Wish("red"));
        ContractContext context = bench.context();
        var unused = bench.result("m", ModelSource.of("onnx"), new Wish("red"), context);

        new AnalyticDiffusers().velocity().write(bench.model("m"));
        Files.setLastModifiedTime(
                bench.model("m").resolve("unet/model.onnx"),
                java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5000));

        assertThat(distance(bench.paint("m", new Wish("red")), colour("red"))).isLessThanOrEqualTo(1);
    }

    @Test
    void filesThatComeOneByOneAreOneModel() throws Exception {
        ContractContext context = bench.context();
        Path whole = new AnalyticDiffusers().outside().write(folder.resolve("whole"));
        List<ModelSource.File> files = new ArrayList<>();
        Files.createDirectories(context.root());
        try (Stream<Path> all = Files.walk(whole)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                String place = whole.relativize(each).toString();
                String flat = "sd-" + place.replace('/', '-');
                Files.copy(each, context.root().resolve(flat));
                files.add(new ModelSource.File(
                        ModelSource.Role.MODEL,
                        "https://a.invalid/org/repo/resolve/main/" + place + "?download=true",
                        flat,
                        null,
                        null));
            }
        }

        EngineResult result = bench.result("org/repo", source(files), new Wish("green"), context);

        assertThat(distance(Workbench.picture(result), colour("green"))).isLessThanOrEqualTo(1);
    }

    @Test
    void hundredsOfPicturesTakeNoMoreMemoryThanDozens() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/statm")));
        new AnalyticDiffusers().write(bench.model("m"));
        Wish wish = new Wish("red").size(160, 160).steps(1);
        for (int i = 0; i < 50; i++) {
            bench.paint("m", wish);
        }
        long before = pages();

        for (int i = 0; i < 200; i++) {
            bench.paint("m", wish);
        }

        // One picture has more than a megabyte of tensors; the heap of these tests does not change its size.
        assertThat((pages() - before) * 4096).isLessThan(80L << 20);
    }

    /** Of four kilobytes, in memory. */
    private static long pages() throws Exception {
        System.gc();
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1]);
    }

    @Test
    void aModelThatIsKeptLoadedPaintsBesideOthers() throws Exception {
        new AnalyticDiffusers().write(bench.model("kept"));
        new AnalyticDiffusers().write(bench.model("other"));
        ModelSource source = ModelSource.of("onnx");
        try (LoadedModel kept = bench.engine().load("kept", source, bench.context())) {
            EngineResult result =
                    kept.execute(new EngineJob("j", "kept", source, new Wish("red").task()), bench.context());

            assertThat(distance(Workbench.picture(result), colour("red"))).isLessThanOrEqualTo(1);
            assertThat(distance(bench.paint("other", new Wish("blue")), colour("blue")))
                    .isLessThanOrEqualTo(1);
            assertThat(kept.alive()).isTrue();
        }
        Workbench.spoil(bench.model("kept").resolve("vae_encoder/model.onnx"));
        assertThat(failure(() -> bench.engine().load("kept", source, bench.context()))
                        .code())
                .isEqualTo("model_unusable");
    }

    @Test
    void aModelThatIsClosedUnderAJobEndsItAndNotTheProcess() throws Exception {
        new AnalyticDiffusers().slow(200).write(bench.model("m"));
        ModelSource source = ModelSource.of("onnx");
        ContractContext context = bench.context();
        LoadedModel model = bench.engine().load("m", source, bench.context());
        EngineJob job =
                new EngineJob("j", "m", source, new Wish("red").steps(50).task());
        CompletableFuture<EngineException> failed =
                CompletableFuture.supplyAsync(() -> failure(() -> model.execute(job, context)));
        await().until(() -> context.fractions().size() > 1);

        model.close();

        EngineException failure = failed.get(60, TimeUnit.SECONDS);
        assertThat(failure.code()).isEqualTo("model_closed");
        assertThat(failure.retryable()).isTrue();
        assertThat(failure(() -> model.execute(job, bench.context())).code()).isEqualTo("model_closed");
        model.close();
    }

    @Test
    void anEngineThatStopsUnderAJobEndsItSoThatItMayBeTriedAgain() throws Exception {
        new AnalyticDiffusers().slow(200).write(bench.model("m"));
        ContractContext context = bench.context();
        CompletableFuture<EngineException> failed = CompletableFuture.supplyAsync(
                () -> failure(() -> bench.result("m", ModelSource.of("onnx"), new Wish("red").steps(50), context)));
        await().until(() -> context.fractions().size() > 1);

        bench.engine().close();

        EngineException failure = failed.get(60, TimeUnit.SECONDS);
        assertThat(failure.code()).isEqualTo("model_closed");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void tellsWhatItStandsOn() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));
        bench.paint("m", new Wish("red"));

        List<Part> parts = bench.engine().parts();

        assertThat(parts).extracting(Part::id).containsExactly("onnxruntime", "cpu", "cuda");
        assertThat(parts)
                .extracting(Part::state)
                .containsExactly(Part.State.IN_USE, Part.State.IN_USE, Part.State.MISSING);
        assertThat(parts).noneMatch(Part::addable);
        assertThat(parts.get(0).version())
                .isEqualTo(Workbench.RUNTIME.environment().getVersion());
        assertThat(parts.get(0).where()).isNotNull();
        assertThat(parts.get(2).note()).contains("NVIDIA");
        assertThat(failure(() -> bench.engine().add("cuda", bench.context())).code())
                .isEqualTo("not_addable");
        assertThat(failure(() -> bench.engine().add("magic", bench.context())).code())
                .isEqualTo("unknown_part");
    }

    @Test
    void aGraphicsCardThatIsWantedAndCannotBeHadIsSaidSo() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));
        bench.engine().want(Provider.CUDA);

        EngineException failure = failure(() -> bench.paint("m", new Wish("red")));

        assertThat(failure.code()).isEqualTo("provider_missing");
        assertThat(failure)
                .hasMessage("onnx_provider is cuda, and the ONNX Runtime of this worker was built without CUDA");
        assertThat(bench.engine().health().reason()).isEqualTo(failure.getMessage());
        assertThat(bench.engine().health().remedy()).contains("set onnx_provider to auto");

        bench.engine().want(Provider.CPU);
        assertThat(bench.engine().health()).isEqualTo(Health.OK);
        assertThat(distance(bench.paint("m", new Wish("red")), colour("red"))).isLessThanOrEqualTo(1);
        assertThat(bench.engine().parts().get(2).note()).isEqualTo("switched off by onnx_provider");
    }

    @Test
    void aLibraryThatCannotBeUnpackedFailsJobsThatMayBeTriedAgain() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "x");
        new AnalyticDiffusers().write(bench.model("m"));
        try (OnnxEngine other = new OnnxEngine(
                "1.2.3",
                new ShippedRuntime("1", blocked.resolve("native")),
                new LocalModels(() -> folder.resolve("models"), () -> 0),
                folder.resolve("data2"),
                java.time.Duration.ofMinutes(1))) {
            EngineException failure = failure(() -> other.execute(
                    new EngineJob("j", "m", ModelSource.of("onnx"), new Wish("red").task()), bench.context()));

            assertThat(failure.retryable()).isTrue();
            assertThat(failure).hasMessageContaining("could not be unpacked");
        }
    }

    private static ModelSource source(List<ModelSource.File> files) {
        return new ModelSource("onnx", files, ModelSource.Defaults.NONE);
    }

    private static ModelSource.File file(String name) {
        return new ModelSource.File(ModelSource.Role.VAE, "https://a.invalid/" + name, name, null, null);
    }

    private static EngineException failure(ThrowingCallable action) {
        return catchThrowableOfType(EngineException.class, action);
    }
}
