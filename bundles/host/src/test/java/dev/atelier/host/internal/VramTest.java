package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VramTest {
    private static final String INFORMATION = """
            Model: \t\t NVIDIA GeForce RTX 3090
            IRQ:   \t\t 137
            Video BIOS: \t 94.02.26.08.1c
            Bus Location: \t 0000:01:00.0
            Video Memory: \t %s
            """;

    private final FakeMachine fake;
    private final Vram vram;

    VramTest(@TempDir Path root) {
        fake = new FakeMachine(root);
        vram = new Vram(fake.machine);
    }

    @Test
    void isZeroOnAMachineWithoutAGpu() {
        assertThat(vram.totalGib()).isZero();
        assertThat(vram.freeBytes()).isEmpty();
    }

    @Test
    void addsUpTheCardsOfTheDriver() {
        fake.file("proc/driver/nvidia/gpus/0000:01:00.0/information", INFORMATION.formatted("24576 MiB"))
                .file("proc/driver/nvidia/gpus/0000:02:00.0/information", INFORMATION.formatted("8 GB"))
                .smi("memory.total", "999999\n");

        assertThat(vram.totalGib()).isEqualTo(32.0);
    }

    @Test
    void leavesOutACardItDoesNotUnderstand() {
        fake.file("proc/driver/nvidia/gpus/0000:01:00.0/information", INFORMATION.formatted("?? MiB"))
                .file("proc/driver/nvidia/gpus/0000:02:00.0/information", INFORMATION.formatted("8192 MB"));

        assertThat(vram.totalGib()).isEqualTo(8.0);
    }

    @Test
    void asksTheToolWhenTheDriverHasNoFigures() {
        fake.file("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: NVIDIA H200\n")
                .smi("memory.total", "143771\n12288\n[N/A]\n")
                .smi("memory.free", "143000\n12000\n");

        assertThat(vram.totalGib()).isEqualTo((143771 + 12288) / 1024.0);
        assertThat(vram.freeBytes()).hasValue(143000L * 1024 * 1024);
    }

    @Test
    void knowsAmdCardsFromTheKernel() {
        fake.file("sys/class/drm/card0/device/mem_info_vram_total", "17163091968\n")
                .file("sys/class/drm/card0/device/mem_info_vram_used", "1073741824\n")
                .file("sys/class/drm/card0-DP-1/device/mem_info_vram_total", "17163091968\n");

        assertThat(vram.totalGib()).isEqualTo(17163091968.0 / 1024 / 1024 / 1024);
        assertThat(vram.freeBytes()).hasValue(17163091968L - 1073741824L);
    }

    @Test
    void takesAnUnknownUnitForMebibytes() {
        assertThat(Vram.mib("512")).hasValue(512.0);
        assertThat(Vram.mib("512 units")).hasValue(512.0);
        assertThat(Vram.mib("1.5 GiB")).hasValue(1536.0);
        assertThat(Vram.mib("")).isEmpty();
        assertThat(Vram.mib("-5 MiB")).isEmpty();
    }
}
