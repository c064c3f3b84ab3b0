package dev.atelier.lib.onnxruntime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OrtEnvironment;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedRuntimeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void loadsTheLibraryOutOfItsOwnFolderOnceItIsNeeded() throws Exception {
        Path place = folder.resolve("native-1");
        Files.createDirectories(folder.resolve("native-1.part")); // of a start that was killed
        Files.writeString(folder.resolve("native-1.part/libonnxruntime.so"), "half");
        var runtime = new ShippedRuntime("1", place);
        assertThat(runtime.health()).isEqualTo(Health.OK);
        assertThat(runtime.loaded()).isFalse();
        assertThat(place).doesNotExist();
        List<Path> before = temporary();

        WeakReference<ClassLoader> first = askedByAnEngineThatGoes(runtime);
        OrtEnvironment environment = runtime.environment();

        assertThat(runtime.loaded()).isTrue();
        assertThat(runtime.environment()).isSameAs(environment);
        assertThat(environment.getVersion()).matches("1\\.\\d+\\.\\d+.*");
        assertThat(OrtEnvironment.getAvailableProviders()).isNotEmpty();
        assertThat(place).isNotEmptyDirectory();
        assertThat(folder.resolve("native-1.part")).doesNotExist();
        assertThat(temporary()).isEqualTo(before);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(first.get()).isNull();
        });
    }

    /** The library stays until the process ends; who asked for it first must not. */
    private static WeakReference<ClassLoader> askedByAnEngineThatGoes(OnnxRuntime runtime) throws Exception {
        ClassLoader engine = new EngineLoader();
        Class<?> type = engine.loadClass(EngineLoader.Asker.class.getName());
        Callable<?> asker = (Callable<?>) type.getConstructor(OnnxRuntime.class).newInstance(runtime);
        Thread.currentThread().setContextClassLoader(engine);
        try {
            assertThat(asker.call()).isNotNull();
        } finally {
            Thread.currentThread().setContextClassLoader(ShippedRuntimeTest.class.getClassLoader());
        }
        return new WeakReference<>(engine);
    }

    @Test
    void carriesTheLibrariesOfAllMachinesWithoutTheirDebugSymbols() throws Exception {
        Path natives = Path.of("target/classes/ai/onnxruntime/native");
        try (Stream<Path> files = Files.walk(natives)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(natives::relativize)
                            .map(Path::toString))
                    .containsExactlyInAnyOrder(
                            "linux-aarch64/libonnxruntime.so",
                            "linux-aarch64/libonnxruntime4j_jni.so",
                            "linux-x64/libonnxruntime.so",
                            "linux-x64/libonnxruntime4j_jni.so",
                            "osx-aarch64/libonnxruntime.dylib",
                            "osx-aarch64/libonnxruntime4j_jni.dylib",
                            "win-x64/onnxruntime.dll",
                            "win-x64/onnxruntime4j_jni.dll",
                            "win-x64/onnxruntime_providers_shared.dll");
        }
        assertThat(new Natives(folder, Platform.of("Linux", "aarch64").orElseThrow()).suit())
                .isTrue();
        assertThat(new Natives(folder, Platform.of("Mac OS X", "x86_64").orElseThrow()).suit())
                .isFalse();
    }

    @Test
    void aFolderThatCannotBeMadeIsToldAndMayWorkLater() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "x");
        var runtime = new ShippedRuntime("1", blocked.resolve("native-1"));

        assertThat(catchThrowableOfType(EngineException.class, runtime::environment)
                        .retryable())
                .isTrue();
        assertThat(runtime.health()).isEqualTo(Health.OK);
    }

    private static List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().contains("onnx"))
                    .sorted()
                    .toList();
        }
    }
}
