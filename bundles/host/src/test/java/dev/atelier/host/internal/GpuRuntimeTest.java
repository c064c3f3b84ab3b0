package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuRuntimeTest {
    private final FakeMachine fake;

    GpuRuntimeTest(@TempDir Path root) {
        fake = new FakeMachine(root);
    }

    @Test
    void missesBoth() {
        GpuRuntime runtime = GpuRuntime.find(fake.machine, false).orElseThrow();

        assertThat(runtime.ok()).isFalse();
        assertThat(runtime.detail()).contains("CPU");
    }

    @Test
    void findsTheVulkanLoaderOrTheDriver() {
        fake.file("proc/driver/nvidia/version", "NVRM version: 550");
        assertThat(GpuRuntime.find(fake.machine, true).orElseThrow().ok()).isTrue();

        fake.file("usr/lib/x86_64-linux-gnu/libvulkan.so.1", "");
        assertThat(GpuRuntime.find(fake.machine, true).orElseThrow().detail())
                .isEqualTo("Vulkan loader and NVIDIA driver found");
    }

    @Test
    void findsTheLoaderOfWindowsWhereItIs(@TempDir Path root) {
        FakeMachine windows = new FakeMachine(root, Machine.Os.WINDOWS);
        assertThat(GpuRuntime.find(windows.machine, true).orElseThrow().ok()).isFalse();

        windows.file("Windows/System32/vulkan-1.dll", "");
        assertThat(GpuRuntime.find(windows.machine, true).orElseThrow().ok()).isTrue();
    }

    @Test
    void aMacHasWhatItNeeds(@TempDir Path root) {
        assertThat(GpuRuntime.find(new FakeMachine(root, Machine.Os.MAC).machine, true)
                        .orElseThrow()
                        .ok())
                .isTrue();
    }

    @Test
    void saysNothingWhereItDoesNotKnowWhereToLook(@TempDir Path root) {
        assertThat(GpuRuntime.find(new FakeMachine(root, Machine.Os.OTHER).machine, true))
                .isEmpty();
    }
}
