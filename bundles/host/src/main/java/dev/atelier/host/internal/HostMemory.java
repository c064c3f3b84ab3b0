package dev.atelier.host.internal;

import dev.atelier.host.api.Host.Memory;
import java.util.Optional;
import java.util.OptionalLong;

/** Memory of the machine, or of the container this process may use. A few small reads. */
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
        return Optional.of(limited(total.getAsLong(), free.getAsLong()));
    }

    private Memory limited(long total, long free) {
        OptionalLong limit = number("sys/fs/cgroup/memory.max");
        String usage = "sys/fs/cgroup/memory.current";
        if (limit.isEmpty()) {
            limit = number("sys/fs/cgroup/memory/memory.limit_in_bytes");
            usage = "sys/fs/cgroup/memory/memory.usage_in_bytes";
        }
        // Without a limit version 1 gives a number beyond any memory, version 2 the word max.
        if (limit.isEmpty() || limit.getAsLong() <= 0 || limit.getAsLong() >= total) {
            return new Memory("host", total, Math.min(free, total));
        }
        long used = number(usage).orElse(0);
        return new Memory("host", limit.getAsLong(), Math.max(0, Math.min(free, limit.getAsLong() - used)));
    }

    private OptionalLong number(String file) {
        return machine.read(file).map(String::strip).map(HostMemory::parse).orElse(OptionalLong.empty());
    }

    private static OptionalLong kib(String meminfo, String name) {
        return meminfo
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .map(HostMemory::parse)
                .findFirst()
                .orElse(OptionalLong.empty())
                .stream()
                .map(number -> number * 1024)
                .findFirst();
    }

    private static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
