package dev.atelier.lib.onnxruntime.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of machine, and what the files for it are called.
 *
 * @param folder in which its libraries lie, by ONNX Runtime's names
 */
record Platform(String folder, String prefix, String suffix) {
    /** The library itself, and what joins it to Java. */
    private static final List<String> NEEDED = List.of("onnxruntime", "onnxruntime4j_jni");
    /** What builds for graphics cards have besides. */
    private static final List<String> EXTRA =
            List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda", "onnxruntime_providers_tensorrt");

    static Optional<Platform> here() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<Platform> of(String system, String architecture) {
        String os = system.toLowerCase(Locale.ROOT);
        boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
        if (!arm && !architecture.equals("amd64") && !architecture.equals("x86_64")) {
            return Optional.empty();
        }
        if (os.startsWith("linux")) {
            return Optional.of(new Platform(arm ? "linux-aarch64" : "linux-x64", "lib", ".so"));
        }
        if (os.startsWith("mac")) {
            return Optional.of(new Platform(arm ? "osx-aarch64" : "osx-x64", "lib", ".dylib"));
        }
        if (os.startsWith("windows")) {
            return Optional.of(new Platform(arm ? "win-aarch64" : "win-x64", "", ".dll"));
        }
        return Optional.empty();
    }

    List<String> needed() {
        return NEEDED.stream().map(this::file).toList();
    }

    List<String> extra() {
        return EXTRA.stream().map(this::file).toList();
    }

    private String file(String library) {
        return prefix + library + suffix;
    }
}
