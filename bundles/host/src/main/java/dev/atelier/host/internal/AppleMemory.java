package dev.atelier.host.internal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On Apple's own chips the GPU shares the machine's memory; older Macs have a card with its own. */
final class AppleMemory implements GpuMemory {
    private static final Pattern VRAM = Pattern.compile("\\s*VRAM \\([^)]*\\):\\s*(.*)");
    private static final Pattern PAGE = Pattern.compile("page size of (\\d{1,9}) bytes");
    /** Inactive pages are given up for whoever asks. */
    private static final List<String> FREE = List.of("Pages free", "Pages inactive", "Pages speculative");

    private final Machine machine;

    AppleMemory(Machine machine) {
        this.machine = machine;
    }

    @Override
    public long total() {
        return unified()
                ? Sizes.bytes(output("sysctl", "-n", "hw.memsize"), "hw.memsize")
                        .orElse(0)
                : ofCards();
    }

    @Override
    public Optional<Card> card() {
        String pages = unified() ? output("vm_stat") : "";
        Matcher size = PAGE.matcher(pages);
        if (!size.find()) {
            return Optional.empty();
        }
        long free = FREE.stream().mapToLong(name -> pages(pages, name)).sum();
        return Optional.of(new Card(total(), free * Long.parseLong(size.group(1))));
    }

    private boolean unified() {
        return output("sysctl", "-n", "hw.optional.arm64").strip().equals("1");
    }

    private long ofCards() {
        return output("system_profiler", "SPDisplaysDataType")
                .lines()
                .map(VRAM::matcher)
                .filter(Matcher::matches)
                .mapToLong(
                        line -> Sizes.withUnit(line.group(1), "system_profiler").orElse(0))
                .sum();
    }

    private static long pages(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).replace(".", "").strip())
                .filter(number -> number.matches("\\d{1,12}"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    private String output(String... command) {
        return machine.commands().output(command).orElse("");
    }
}
