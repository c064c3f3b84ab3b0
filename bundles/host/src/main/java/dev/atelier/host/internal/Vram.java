package dev.atelier.host.internal;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memory of the GPUs: NVIDIA through its driver's files or tool, AMD through the kernel's. */
final class Vram {
    private static final Logger LOG = LoggerFactory.getLogger(Vram.class);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([A-Za-z]*)");
    private static final BigDecimal MIB_A_GIB = BigDecimal.valueOf(1024);
    private static final long MIB = 1024L * 1024L;

    private final Machine machine;

    Vram(Machine machine) {
        this.machine = machine;
    }

    /** Of all cards together, 0 when none is known. */
    double totalGib() {
        double mib = nvidiaFiles();
        if (mib == 0) {
            mib = sumOfLines("memory.total");
        }
        if (mib == 0) {
            mib = (double) amd("mem_info_vram_total") / MIB;
        }
        return mib / 1024;
    }

    /** Free bytes of the first NVIDIA card, else of the AMD cards together. */
    OptionalLong freeBytes() {
        Optional<Double> nvidia = smi("memory.free").stream().findFirst().flatMap(Vram::mib);
        if (nvidia.isPresent()) {
            return OptionalLong.of((long) (nvidia.get() * MIB));
        }
        long total = amd("mem_info_vram_total");
        return total == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, total - amd("mem_info_vram_used")));
    }

    private double nvidiaFiles() {
        double sum = 0;
        for (String card : machine.list("proc/driver/nvidia/gpus")) {
            for (String line :
                    machine.read(card + "/information").orElse("").lines().toList()) {
                if (line.startsWith("Video Memory:")) {
                    sum += counted(line.substring("Video Memory:".length()), card);
                }
            }
        }
        return sum;
    }

    private double sumOfLines(String query) {
        double sum = 0;
        for (String line : smi(query)) {
            sum += counted(line, "nvidia-smi");
        }
        return sum;
    }

    private List<String> smi(String query) {
        return machine.commands()
                .output("nvidia-smi", "--query-gpu=" + query, "--format=csv,noheader,nounits")
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private long amd(String file) {
        long sum = 0;
        for (String card : machine.list("sys/class/drm")) {
            // card0, and not card0-DP-1, which is a connector of the same device
            if (card.matches(".*/card\\d+")) {
                sum += machine.read(card + "/device/" + file).map(Vram::bytes).orElse(0L);
            }
        }
        return sum;
    }

    private static long bytes(String text) {
        try {
            return Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            LOG.atWarn().addKeyValue("size", text.strip()).log("memory of a graphics card is not understood");
            return 0;
        }
    }

    private static double counted(String text, String source) {
        Optional<Double> mib = mib(text);
        if (mib.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("source", source)
                    .addKeyValue("size", text.strip())
                    .log("memory of a graphics card is not understood, the card is left out");
        }
        return mib.orElse(0.0);
    }

    /** MiB of a size; a unit nobody knows is taken for MiB. */
    static Optional<Double> mib(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(size.group(1));
        return Optional.of(
                switch (size.group(2).toLowerCase(Locale.ROOT)) {
                    case "gib", "gb" -> number.multiply(MIB_A_GIB).doubleValue();
                    default -> number.doubleValue();
                });
    }
}
