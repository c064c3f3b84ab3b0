package dev.atelier.host.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** NVIDIA's driver tells through its files what the cards have, or through its tool; what is free only the tool knows. */
final class NvidiaMemory implements GpuMemory {
    private static final String LINE = "Video Memory:";

    private final Machine machine;
    private volatile List<Long> totals = List.of();

    NvidiaMemory(Machine machine) {
        this.machine = machine;
    }

    @Override
    public long total() {
        return totals().stream().mapToLong(Long::longValue).sum();
    }

    /** The first: jobs go there. */
    @Override
    public Optional<Card> card() {
        List<String> free = tool("memory.free");
        if (free.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong first = Sizes.withUnit(free.get(0), "nvidia-smi");
        List<Long> totals = totals();
        return first.isEmpty() || totals.isEmpty()
                ? Optional.empty()
                : Optional.of(new Card(totals.get(0), first.getAsLong()));
    }

    /** Of each card that tells. Asked once: cards come and go with the machine. */
    private List<Long> totals() {
        if (totals.isEmpty()) {
            List<Long> told = ofFiles();
            totals = told.isEmpty() ? ofTool() : told;
        }
        return totals;
    }

    private List<Long> ofFiles() {
        List<Long> told = new ArrayList<>();
        for (String card : machine.list("proc/driver/nvidia/gpus")) {
            for (String line :
                    machine.read(card + "/information").orElse("").lines().toList()) {
                if (line.startsWith(LINE)) {
                    Sizes.withUnit(line.substring(LINE.length()), card).ifPresent(told::add);
                }
            }
        }
        return List.copyOf(told);
    }

    private List<Long> ofTool() {
        return tool("memory.total").stream()
                .flatMapToLong(line -> Sizes.withUnit(line, "nvidia-smi").stream())
                .boxed()
                .toList();
    }

    private List<String> tool(String query) {
        return machine.commands()
                .output("nvidia-smi", "--query-gpu=" + query, "--format=csv,noheader,nounits")
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
