package dev.atelier.host.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Memory limits of the control groups around this process, of either version of the kernel's interface. */
final class ControlGroups {
    private static final Version TWO =
            new Version("sys/fs/cgroup", "memory.max", "memory.current", "inactive_file", "0::");
    private static final Version ONE = new Version(
            "sys/fs/cgroup/memory",
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file",
            ":memory:");

    private ControlGroups() {}

    /** Where a version keeps what, and how it marks its line of {@code /proc/self/cgroup}. */
    private record Version(String root, String limit, String usage, String cache, String mark) {}

    /**
     * @param free what this group may still take
     */
    record Limit(long bytes, long free) {}

    /**
     * @param total a limit that is not below it is none: version 1 has a number beyond any memory, version 2 the word max
     */
    static List<Limit> limits(Machine machine, long total) {
        String groups = machine.read("proc/self/cgroup").orElse("");
        List<Limit> limits = new ArrayList<>();
        for (Version version : List.of(TWO, ONE)) {
            for (String folder : folders(version, groups)) {
                OptionalLong limit = number(machine, folder + "/" + version.limit());
                if (limit.isPresent() && limit.getAsLong() > 0 && limit.getAsLong() < total) {
                    limits.add(new Limit(
                            limit.getAsLong(), Math.max(0, limit.getAsLong() - used(machine, version, folder))));
                }
            }
        }
        return limits;
    }

    /** The group's own folder and those around it. In a container the path may name folders that only the host sees. */
    private static List<String> folders(Version version, String groups) {
        List<String> folders = new ArrayList<>();
        folders.add(version.root());
        groups.lines()
                .filter(line -> line.contains(version.mark()))
                .map(line -> line.substring(
                        line.indexOf(version.mark()) + version.mark().length()))
                .filter(path -> path.startsWith("/") && !path.contains(".."))
                .findFirst()
                .ifPresent(path -> {
                    StringBuilder folder = new StringBuilder(version.root());
                    for (String name : path.substring(1).split("/", -1)) {
                        if (!name.isEmpty()) {
                            folders.add(folder.append('/').append(name).toString());
                        }
                    }
                });
        return folders;
    }

    /** Without the file pages that the kernel gives up first. */
    private static long used(Machine machine, Version version, String folder) {
        long used = number(machine, folder + "/" + version.usage()).orElse(0);
        long cache = machine.read(folder + "/memory.stat")
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(version.cache() + " "))
                .map(line -> line.substring(version.cache().length() + 1).strip())
                .filter(number -> number.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
        return Math.max(0, used - cache);
    }

    private static OptionalLong number(Machine machine, String file) {
        String text = machine.read(file).orElse("").strip();
        try {
            return text.matches("\\d{1,19}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // beyond any memory
        }
    }
}
