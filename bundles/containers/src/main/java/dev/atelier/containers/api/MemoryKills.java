package dev.atelier.containers.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How often the kernel has killed in a container for want of memory, by the kernel's own count: engines do not always
 * tell, and an exit code never does. The count goes with the container, so it is read before that is cleaned up.
 */
public final class MemoryKills {
    private static final Pattern COUNT = Pattern.compile("(?m)^oom_kill (\\d+)$");

    private final Path file;

    private MemoryKills(Path file) {
        this.file = file;
    }

    /** @param pid of the container's first process, as this host sees it; 0 for none */
    public static MemoryKills of(long pid) {
        return of(Path.of("/proc", Long.toString(pid), "cgroup"), Path.of("/sys/fs/cgroup"));
    }

    /** Of either generation of the kernel's groups, or of both at once. */
    static MemoryKills of(Path groups, Path mounted) {
        try (Stream<String> lines = Files.lines(groups)) {
            return new MemoryKills(lines.map(line -> line.split(":", 3))
                    .filter(fields -> fields.length == 3)
                    .map(fields -> counter(fields[1], fields[2], mounted))
                    .filter(Files::isReadable)
                    .findFirst()
                    .orElse(mounted.resolve("none")));
        } catch (IOException | RuntimeException e) {
            return new MemoryKills(mounted.resolve("none"));
        }
    }

    private static Path counter(String controllers, String group, Path mounted) {
        String below = group.startsWith("/") ? group.substring(1) : group;
        if (controllers.isEmpty()) {
            return mounted.resolve(below).resolve("memory.events");
        }
        return controllers.equals("memory")
                ? mounted.resolve("memory").resolve(below).resolve("memory.oom_control")
                : mounted.resolve("none");
    }

    /** Empty when it cannot be known, which proves nothing. */
    public OptionalLong count() {
        try {
            Matcher found = COUNT.matcher(Files.readString(file));
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
