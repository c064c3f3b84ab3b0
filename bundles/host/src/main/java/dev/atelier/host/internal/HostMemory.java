package dev.atelier.host.internal;

import dev.atelier.host.api.Host.Memory;
import java.util.Optional;
import java.util.OptionalLong;

/** Memory of the machine, or of the container or service this process may use. A few small reads. */
final class HostMemory {
    private final Machine machine;
    private final Fallback fallback;

    HostMemory(Machine machine, Fallback fallback) {
        this.machine = machine;
        this.fallback = fallback;
    }

    /** What the JVM knows where the kernel has no such files. */
    @FunctionalInterface
    interface Fallback {
        Optional<Memory> ask();
    }

    Optional<Memory> read() {
        String meminfo = machine.read("proc/meminfo").orElse("");
        OptionalLong total = kib(meminfo, "MemTotal:");
        OptionalLong free = kib(meminfo, "MemAvailable:");
        if (total.isEmpty() || free.isEmpty()) {
            return fallback.ask();
        }
        long limit = total.getAsLong();
        long left = Math.min(free.getAsLong(), limit);
        // The group of a process and each group around it may have a limit; the tightest holds.
        for (ControlGroups.Limit group : ControlGroups.limits(machine, limit)) {
            limit = Math.min(limit, group.bytes());
            left = Math.min(left, group.free());
        }
        return Optional.of(new Memory("host", limit, left));
    }

    private static OptionalLong kib(String meminfo, String name) {
        return meminfo.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .filter(number -> number.matches("\\d{1,15}"))
                .mapToLong(number -> Long.parseLong(number) * 1024)
                .findFirst();
    }
}
