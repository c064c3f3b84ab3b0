package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the Vulkan loader is on this machine. It is looked for where the system's linker would, not loaded here. */
final class Vulkan {
    private static final int MOST_CONFIGURATIONS = 200;

    private final Platform.Os os;
    private final List<Path> folders;

    Vulkan(Platform.Os os, List<Path> folders) {
        this.os = os;
        this.folders = List.copyOf(folders);
    }

    static Vulkan here() {
        Platform.Os os = Platform.here().os();
        return new Vulkan(os, os == Platform.Os.WINDOWS ? windows(System::getenv) : unix(System::getenv));
    }

    private static List<Path> windows(UnaryOperator<@Nullable String> environment) {
        String root = environment.apply("SystemRoot");
        return List.of(Path.of(root == null ? "C:\\Windows" : root, "System32"));
    }

    private static List<Path> unix(UnaryOperator<@Nullable String> environment) {
        List<Path> folders = new ArrayList<>();
        String path = environment.apply("LD_LIBRARY_PATH");
        if (path != null) {
            Stream.of(path.split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty())
                    .forEach(folder -> folders.add(Path.of(folder)));
        }
        for (String usual : List.of("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64")) {
            folders.add(Path.of(usual));
            for (String arch : List.of("x86_64-linux-gnu", "aarch64-linux-gnu")) {
                folders.add(Path.of(usual, arch));
            }
        }
        folders.add(Path.of("/run/opengl-driver/lib"));
        folders.addAll(configured(Path.of("/etc/ld.so.conf.d")));
        return folders;
    }

    private static List<Path> configured(Path folder) {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.limit(MOST_CONFIGURATIONS).toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (line.strip().startsWith("/")) {
                        folders.add(Path.of(line.strip()));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            return folders; // a system without it has none beyond the usual ones
        }
        return folders;
    }

    boolean loadable() {
        return os.loader().isEmpty() || folders.stream().anyMatch(folder -> Files.exists(folder.resolve(os.loader())));
    }

    /** Why pictures cannot be made, and what helps. */
    Health missing() {
        return Health.unavailable(
                "Vulkan runtime not available: the loader " + os.loader() + " was not found",
                os == Platform.Os.WINDOWS
                        ? "install the current driver of the graphics card; it brings the loader"
                        : "install it (Debian, Ubuntu: apt install libvulkan1 mesa-vulkan-drivers; Fedora: dnf install"
                                + " vulkan-loader mesa-vulkan-drivers; Arch: pacman -S vulkan-icd-loader) with the driver"
                                + " of the graphics card, or name another build of sd-cli in the setting sd_cli");
    }

    void check() throws EngineException {
        if (!loadable()) {
            Health missing = missing();
            throw new EngineException("gpu_missing", missing.reason() + "; " + missing.remedy(), false);
        }
    }
}
