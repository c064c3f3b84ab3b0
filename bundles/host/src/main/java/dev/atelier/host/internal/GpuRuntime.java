package dev.atelier.host.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether engines find what they need to use a GPU: the Vulkan loader, or NVIDIA's driver.
 *
 * @param detail for people
 */
record GpuRuntime(boolean ok, String detail) {
    private static final List<String> FOLDERS = List.of(
            "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib64", "usr/lib", "usr/local/lib", "lib64");

    /** Empty where we do not know where to look. */
    static Optional<GpuRuntime> find(Machine machine, boolean hasVram) {
        return switch (machine.os()) {
            case LINUX -> Optional.of(linux(machine, hasVram));
            case WINDOWS -> Optional.of(windows(machine));
            case MAC -> Optional.of(new GpuRuntime(true, "Metal is part of the system"));
            case OTHER -> Optional.empty();
        };
    }

    private static GpuRuntime windows(Machine machine) {
        String system =
                Optional.ofNullable(machine.variables().get("SystemRoot")).orElse("Windows");
        return machine.exists(system + "/System32/vulkan-1.dll")
                ? new GpuRuntime(true, "Vulkan loader found")
                : new GpuRuntime(false, "no Vulkan loader found; install the driver of the graphics card");
    }

    private static GpuRuntime linux(Machine machine, boolean hasVram) {
        boolean nvidia = machine.exists("proc/driver/nvidia/version");
        boolean vulkan = Stream.concat(FOLDERS.stream(), Stream.of("run/opengl-driver/lib"))
                .anyMatch(folder -> machine.exists(folder + "/libvulkan.so.1"));
        if (vulkan && nvidia) {
            return new GpuRuntime(true, "Vulkan loader and NVIDIA driver found");
        }
        if (vulkan) {
            return new GpuRuntime(true, "Vulkan loader found");
        }
        if (nvidia) {
            return new GpuRuntime(true, "NVIDIA driver found; no Vulkan loader");
        }
        return new GpuRuntime(
                false,
                hasVram
                        ? "a GPU, but neither a Vulkan loader nor an NVIDIA driver found"
                        : "no Vulkan loader and no NVIDIA driver found; engines compute on the CPU");
    }
}
