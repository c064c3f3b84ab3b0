package dev.atelier.host.internal;

import java.util.List;
import java.util.OptionalLong;

/** NVIDIA's driver tells through its files what the cards have, or through its tool; what is free only the tool knows. */
final class NvidiaMemory implements GpuMemory {
    private static final String LINE = "Video Memory:";

    private final Machine machine;

    NvidiaMemory(Machine machine) {
        this.machine = machine;
    }

    @Override
    public long total() {
        long total = ofFiles();
        return total > 0 ? total : ofTool();
    }

    /** Of the first card: jobs go there. */
    @Override
    public OptionalLong free() {
        List<String> lines = tool("memory.free");
        return lines.isEmpty() ? OptionalLong.empty() : Sizes.withUnit(lines.get(0), "nvidia-smi");
    }

    private long ofFiles() {
        long sum = 0;
        for (String card : machine.list("proc/driver/nvidia/gpus")) {
            for (String line :
                    machine.read(card + "/information").orElse("").lines().toList()) {
                if (line.startsWith(LINE)) {
                    sum += Sizes.withUnit(line.substring(LINE.length()), card).orElse(0);
                }
            }
        }
        return sum;
    }

    private long ofTool() {
        return tool("memory.total").stream()
                .mapToLong(line -> Sizes.withUnit(line, "nvidia-smi").orElse(0))
                .sum();
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
