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

    private static final long MIB = 1024 * 1024;

    private final FakeMachine fake;
    private final Vram vram;

    VramTest(@TempDir Path root) {
        fake = new FakeMachine(root);
        vram = new Vram(fake.machine);
    }

    @Test
    void isZeroOnAMachineWithoutAGpu() {
        assertThat(vram.totalGib()).isZero();
        assertThat(vram.card()).isEmpty();
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
        assertThat(vram.card()).as("jobs go to the first").hasValue(new GpuMemory.Card(143771 * MIB, 143000 * MIB));
    }

    @Test
    void knowsAmdCardsFromTheKernel() {
        fake.file("sys/class/drm/card0/device/mem_info_vram_total", "17163091968\n")
                .file("sys/class/drm/card0/device/mem_info_vram_used", "1073741824\n")
                .file("sys/class/drm/card0-DP-1/device/mem_info_vram_total", "17163091968\n");

        assertThat(vram.totalGib()).isEqualTo(17163091968.0 / 1024 / 1024 / 1024);
        assertThat(vram.card()).hasValue(new GpuMemory.Card(17163091968L, 17163091968L - 1073741824L));
    }

    @Test
    void leavesOutAnAmdCardItDoesNotUnderstand() {
        fake.file("sys/class/drm/card0/device/mem_info_vram_total", "lots\n")
                .file("sys/class/drm/card0/device/mem_info_vram_used", "0\n")
                .file("sys/class/drm/card1/device/mem_info_vram_total", "4294967296\n")
                .file("sys/class/drm/card1/device/mem_info_vram_used", "9999999999\n")
                .file("sys/class/drm/card2/device/mem_info_vram_total", "4294967296\n");

        assertThat(vram.totalGib()).isEqualTo(8.0);
        assertThat(vram.card())
                .as("the second says more than it has, the third says nothing")
                .hasValue(new GpuMemory.Card(4294967296L, 0));
    }

    @Test
    void ofSeveralAmdCardsTheLargestGetsTheJobs() {
        fake.file("sys/class/drm/card0/device/mem_info_vram_total", "536870912\n")
                .file("sys/class/drm/card0/device/mem_info_vram_used", "0\n")
                .file("sys/class/drm/card1/device/mem_info_vram_total", "17179869184\n")
                .file("sys/class/drm/card1/device/mem_info_vram_used", "8589934592\n");

        assertThat(vram.totalGib()).isEqualTo(16.5);
        assertThat(vram.card()).hasValue(new GpuMemory.Card(17179869184L, 8589934592L));
    }

    @Test
    void anAppleChipSharesTheMachinesMemory(@TempDir Path root) {
        FakeMachine mac = new FakeMachine(root, Machine.Os.MAC);
        mac.outputs.put("sysctl -n hw.optional.arm64", "1\n");
        mac.outputs.put("sysctl -n hw.memsize", "17179869184\n");
        mac.outputs.put("vm_stat", """
                Mach Virtual Memory Statistics: (page size of 16384 bytes)
                Pages free:                               10000.
                Pages active:                            300000.
                Pages inactive:                           20000.
                Pages speculative:                         1000.
                """);
        Vram apple = new Vram(mac.machine);

        assertThat(apple.totalGib()).isEqualTo(16.0);
        assertThat(apple.card()).hasValue(new GpuMemory.Card(17179869184L, 31_000L * 16_384));
    }

    @Test
    void anOlderMacHasACard(@TempDir Path root) {
        FakeMachine mac = new FakeMachine(root, Machine.Os.MAC);
        mac.outputs.put("sysctl -n hw.memsize", "17179869184\n");
        mac.outputs.put("system_profiler SPDisplaysDataType", """
                Graphics/Displays:
                    Intel UHD Graphics 630:
                      VRAM (Dynamic, Max): 1536 MB
                    AMD Radeon Pro 5500M:
                      VRAM (Total): 4 GB
                """);
        Vram intel = new Vram(mac.machine);

        assertThat(intel.totalGib()).isEqualTo(5.5);
        assertThat(intel.card()).isEmpty();
    }

    @Test
    void windowsKnowsMoreThanFourGibibytesFromItsRegistry(@TempDir Path root) {
        FakeMachine windows = new FakeMachine(root, Machine.Os.WINDOWS);
        windows.outputs.put(String.join(" ", WindowsMemory.MANAGEMENT), "4293918720\r\n\r\n");
        assertThat(new Vram(windows.machine).totalGib()).isEqualTo(4293918720.0 / 1024 / 1024 / 1024);

        windows.outputs.put(String.join(" ", WindowsMemory.REGISTRY), "8589934592\r\n25769803776\r\n");
        assertThat(new Vram(windows.machine).totalGib()).isEqualTo(32.0);
    }

    @Test
    void windowsAsksTheToolOfNvidiaFirst(@TempDir Path root) {
        FakeMachine windows = new FakeMachine(root, Machine.Os.WINDOWS)
                .smi("memory.total", "8192\r\n")
                .smi("memory.free", "8000\r\n");
        windows.outputs.put(String.join(" ", WindowsMemory.REGISTRY), "4294967296\r\n");

        assertThat(new Vram(windows.machine).totalGib()).isEqualTo(8.0);
        assertThat(new Vram(windows.machine).card()).hasValue(new GpuMemory.Card(8192 * MIB, 8000 * MIB));
    }

    @Test
    void takesAnUnknownUnitForMebibytes() {
        assertThat(Sizes.withUnit("512", "")).hasValue(512 * MIB);
        assertThat(Sizes.withUnit("512 units", "")).hasValue(512 * MIB);
        assertThat(Sizes.withUnit("512 MB", "")).hasValue(512 * MIB);
        assertThat(Sizes.withUnit("1.5 GiB", "")).hasValue(1536 * MIB);
        assertThat(Sizes.withUnit("2 gb", "")).hasValue(2048 * MIB);
        assertThat(Sizes.withUnit("", "")).isEmpty();
        assertThat(Sizes.withUnit("-5 MiB", "")).isEmpty();
    }
}
