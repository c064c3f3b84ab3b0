package dev.atelier.host.internal;

import java.util.List;
import java.util.Optional;

/** What drivers wrote into the registry; the older figure of the system management ends at 4 GiB. */
final class WindowsMemory implements GpuMemory {
    static final List<String> REGISTRY = PowerShell.command("Get-ItemProperty -ErrorAction SilentlyContinue"
            + " -Path 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*'"
            + " -Name 'HardwareInformation.qwMemorySize'"
            + " | ForEach-Object { $_.'HardwareInformation.qwMemorySize' }; exit 0");
    static final List<String> MANAGEMENT =
            PowerShell.command("Get-CimInstance Win32_VideoController | ForEach-Object { $_.AdapterRAM }");

    private final Machine machine;

    WindowsMemory(Machine machine) {
        this.machine = machine;
    }

    @Override
    public long total() {
        long total = sum(REGISTRY);
        return total > 0 ? total : sum(MANAGEMENT);
    }

    @Override
    public Optional<Card> card() {
        return Optional.empty();
    }

    private long sum(List<String> command) {
        return machine.commands()
                .output(command.toArray(new String[0]))
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .mapToLong(line -> Sizes.bytes(line, "Windows").orElse(0))
                .sum();
    }
}
