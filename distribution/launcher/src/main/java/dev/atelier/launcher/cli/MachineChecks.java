package dev.atelier.launcher.cli;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.io.Units;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The doctor's look at the machine: Java, folders, disk and GPU runtime. What engines need, they tell themselves. */
final class MachineChecks {
    private static final int OLDEST_JAVA = 17;
    private static final long TIGHT = 5L << 30;
    private static final long FULL = 200L << 20;
    private static final String[] LIBRARY_FOLDERS = {
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/lib",
        "/usr/local/lib",
        "/lib/x86_64-linux-gnu",
        "/lib64",
        "/lib"
    };

    private final Home home;
    private final Map<String, String> environment;

    MachineChecks(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    void addTo(List<Finding> findings) {
        findings.add(java(Runtime.version().feature()));
        findings.add(writable());
        findings.add(ownerOnly());
        findings.add(disk());
        findings.add(gpu());
    }

    static Finding java(int feature) {
        String version = System.getProperty("java.version", "?") + " in " + System.getProperty("java.home", "?");
        return feature >= OLDEST_JAVA
                ? Finding.ok("java", version)
                : Finding.fail("java", version + " is too old", "install Java 17 or newer and point JAVA_HOME to it");
    }

    private Finding writable() {
        Path there = existing();
        if (!Files.isDirectory(there)) {
            return Finding.fail("home", there + " is no folder", "choose another with --home or ATELIER_HOME");
        }
        if (!Files.isWritable(there)) {
            return Finding.fail(
                    "home", home.root() + " cannot be written", "give it to this user, or choose another with --home");
        }
        boolean fresh = !there.equals(home.root());
        return Finding.ok("home", home.root() + (fresh ? " will be made by the first start" : " can be written"));
    }

    private Finding ownerOnly() {
        for (Path folder : List.of(home.state(), home.run())) {
            try {
                PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
                if (view != null
                        && Files.isDirectory(folder)
                        && shared(view.readAttributes().permissions())) {
                    return Finding.warn("permissions", "others can look into " + folder, "chmod -R go= " + folder);
                }
            } catch (IOException e) {
                return Finding.warn("permissions", "cannot read those of " + folder, "check who owns it");
            }
        }
        return Finding.ok("permissions", "secrets are for their owner only");
    }

    private static boolean shared(Set<PosixFilePermission> permissions) {
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.GROUP_EXECUTE)
                || permissions.contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(existing()).getUsableSpace();
            String what = Units.bytes(free) + " free at " + home.root();
            String remedy = "free some, or choose another disk with --home and models_root";
            if (free < FULL) {
                return Finding.fail("disk", what, remedy);
            }
            return free < TIGHT ? Finding.warn("disk", what + ", models want more", remedy) : Finding.ok("disk", what);
        } catch (IOException e) {
            return Finding.warn("disk", "cannot tell how much is free at " + home.root(), "check the file system");
        }
    }

    private Finding gpu() {
        Path nvidia = onPath("nvidia-smi");
        Path vulkan = vulkan();
        if (nvidia == null && vulkan == null) {
            return Finding.warn(
                    "gpu runtime",
                    "neither nvidia-smi nor the Vulkan loader is there; engines use the processor",
                    "with a GPU in this machine, install its driver and the Vulkan loader (libvulkan1, vulkan-loader)");
        }
        String found = nvidia == null ? "" : "nvidia-smi";
        return Finding.ok(
                "gpu runtime",
                found + (vulkan == null ? "" : (found.isEmpty() ? "" : ", ") + "Vulkan loader " + vulkan));
    }

    private static @Nullable Path vulkan() {
        String system = System.getProperty("os.name", "");
        if (system.startsWith("Windows")) {
            Path loader =
                    Path.of(System.getenv().getOrDefault("SystemRoot", "C:\\Windows"), "System32", "vulkan-1.dll");
            return Files.exists(loader) ? loader : null;
        }
        for (String folder : LIBRARY_FOLDERS) {
            Path loader = Path.of(folder, system.startsWith("Mac") ? "libvulkan.dylib" : "libvulkan.so.1");
            if (Files.exists(loader)) {
                return loader;
            }
        }
        return null;
    }

    private @Nullable Path onPath(String name) {
        String path = environment.getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path found = folder.isEmpty() ? null : in(folder, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Path in(String folder, String name) {
        try {
            Path file = Path.of(folder, File.separatorChar == '\\' ? name + ".exe" : name);
            return Files.isRegularFile(file) && Files.isExecutable(file) ? file : null;
        } catch (InvalidPathException e) {
            return null; // PATH may hold anything
        }
    }

    /** The home, or the nearest folder above it that is there. */
    private Path existing() {
        Path path = home.root();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
