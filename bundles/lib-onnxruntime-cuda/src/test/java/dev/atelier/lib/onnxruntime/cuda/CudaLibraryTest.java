package dev.atelier.lib.onnxruntime.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.atelier.engine.api.Health;
import dev.atelier.lib.onnxruntime.internal.ShippedRuntime;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in this bundle, and that it is the build for CUDA; on any machine, with a card or without. */
class CudaLibraryTest {
    private static final Path BUNDLE = Path.of("target/classes");

    private final Path folder;

    CudaLibraryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void takesThePlaceOfTheShippedOne() throws Exception {
        Attributes headers;
        try (InputStream in = Files.newInputStream(BUNDLE.resolve("META-INF/MANIFEST.MF"))) {
            headers = new Manifest(in).getMainAttributes();
        }

        assertThat(headers.getValue("Atelier-Replaces")).isEqualTo("dev.atelier:lib-onnxruntime");
        assertThat(headers.getValue("Export-Package"))
                .contains("ai.onnxruntime;", "ai.onnxruntime.providers;", "dev.atelier.lib.onnxruntime.api;");
        assertThat(headers.getValue("Service-Component")).contains("ShippedRuntime");
    }

    @Test
    void carriesTheLibrariesForCuda() throws Exception {
        Path natives = BUNDLE.resolve("ai/onnxruntime/native");
        try (Stream<Path> files = Files.walk(natives)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(natives::relativize)
                            .map(Path::toString))
                    .containsExactlyInAnyOrder(
                            "linux-x64/libonnxruntime.so",
                            "linux-x64/libonnxruntime4j_jni.so",
                            "linux-x64/libonnxruntime_providers_shared.so",
                            "linux-x64/libonnxruntime_providers_cuda.so",
                            "win-x64/onnxruntime.dll",
                            "win-x64/onnxruntime4j_jni.dll",
                            "win-x64/onnxruntime_providers_shared.dll",
                            "win-x64/onnxruntime_providers_cuda.dll");
        }
    }

    @Test
    void isBuiltForCuda() throws Exception {
        var runtime = new ShippedRuntime("test", folder.resolve("native"));
        assertThat(runtime.health()).isEqualTo(Health.OK);

        runtime.environment();

        assertThat(OrtEnvironment.getAvailableProviders()).contains(OrtProvider.CUDA, OrtProvider.CPU);
        assertThat(folder.resolve("native"))
                .isDirectoryContaining(file -> file.toString().contains("onnxruntime_providers_cuda"));
    }
}
