package dev.atelier.engine.sdcpp;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a program finds the library that came with it. */
final class Libraries {
    private Libraries() {}

    static Map<String, String> environment(Path program) {
        return environment(program, Platform.here().os(), System.getenv());
    }

    static Map<String, String> environment(Path program, Platform.Os os, Map<String, String> inherited) {
        Path folder = program.toAbsolutePath().getParent();
        String name = os == Platform.Os.LINUX ? "LD_LIBRARY_PATH" : "DYLD_LIBRARY_PATH";
        String library = os == Platform.Os.LINUX ? "libstable-diffusion.so" : "libstable-diffusion.dylib";
        if ((os != Platform.Os.LINUX && os != Platform.Os.MACOS)
                || folder == null
                || !Files.exists(folder.resolve(library))) {
            return Map.of();
        }
        @Nullable String before = inherited.get(name);
        return Map.of(
                name, before == null || before.isEmpty() ? folder.toString() : folder + File.pathSeparator + before);
    }
}
