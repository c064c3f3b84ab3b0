package dev.atelier.engine.onnx.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import dev.atelier.lib.onnxruntime.internal.ShippedRuntime;
import dev.atelier.model.samples.MeanLama;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void aJobHearsOfWhateverGoesWrongWhileANetworkIsOpened() throws Exception {
        Path file = Files.writeString(folder.resolve("a.onnx"), "x");
        try (Nets nets = new Nets(new Full())) {
            CompletableFuture<EngineException> failed = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    EngineException.class, () -> nets.open(file, "a", new ContractContext(folder.resolve("job")))));

            EngineException failure = failed.get(10, TimeUnit.SECONDS);

            assertThat(failure).hasMessageContaining("no memory left");
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void aGraphicsCardThatDoesNotWorkIsDoneWithoutUnlessItIsWanted() throws Exception {
        Path file = new MeanLama().write(folder.resolve("a.onnx"));
        OnnxRuntime runtime = new ShippedRuntime(
                "1.29.0", Path.of("target", "native-for-tests").toAbsolutePath());
        Cuda cuda = new Cuda(() -> EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA)); // this build has none, and says so
        try (Nets nets = new Nets(runtime, cuda)) {
            nets.open(file, "a", new ContractContext(folder.resolve("auto"))).close();
            assertThat(cuda.problem()).contains("CUDA");
            assertThat(cuda.used()).isFalse();

            cuda.want(Provider.CUDA);
            EngineException failure = catchThrowableOfType(
                    EngineException.class, () -> nets.open(file, "a", new ContractContext(folder.resolve("cuda"))));

            assertThat(failure.code()).isEqualTo("provider_unusable");
            assertThat(failure).hasMessageStartingWith("onnx_provider is cuda, and the graphics card cannot be used: ");
            assertThat(cuda.problem()).isNotNull();

            cuda.want(Provider.CPU);
            nets.open(file, "a", new ContractContext(folder.resolve("cpu"))).close();
            assertThat(cuda.problem()).isNull();
        }
    }

    @Test
    void aDamagedNetworkIsNoFaultOfTheGraphicsCard() throws Exception {
        Path file = Files.writeString(folder.resolve("a.onnx"), "no network");
        OnnxRuntime runtime = new ShippedRuntime(
                "1.29.0", Path.of("target", "native-for-tests").toAbsolutePath());
        Cuda cuda = new Cuda(() -> EnumSet.of(OrtProvider.CUDA));
        cuda.want(Provider.CUDA);
        try (Nets nets = new Nets(runtime, cuda)) {
            EngineException failure = catchThrowableOfType(
                    EngineException.class, () -> nets.open(file, "a", new ContractContext(folder.resolve("job"))));

            assertThat(failure.code()).isEqualTo("model_unusable");
            assertThat(cuda.problem()).isNull();
        }
    }

    @Test
    void namesOfProvidersAreThoseOfTheSetting() {
        assertThat(Provider.of(" Cuda ")).isEqualTo(Provider.CUDA);
        assertThatThrownBy(() -> Provider.of("tpu")).hasMessage("onnx_provider is auto, cpu or cuda, not tpu");
    }

    /** It fails with what is no exception. */
    private static final class Full implements OnnxRuntime {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public Path folder() {
            return Path.of("nowhere");
        }

        @Override
        public Health health() {
            return Health.OK;
        }

        @Override
        public boolean loaded() {
            return false;
        }

        @Override
        public OrtEnvironment environment() {
            throw new OutOfMemoryError("no memory left");
        }
    }
}
