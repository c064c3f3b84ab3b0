package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Figures and what is made of them. */
final class Measured {
    private Measured() {}

    static double median(List<Double> values) {
        return percentile(values, 50);
    }

    static double percentile(List<Double> values, double percent) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return sorted[Math.max(0, Math.min(sorted.length - 1, rank))];
    }

    /** Growth per 1,000 steps, by least squares. */
    static double slopePer1000(double[] steps, double[] values) {
        double meanX = Arrays.stream(steps).average().orElse(0);
        double meanY = Arrays.stream(values).average().orElse(0);
        double top = 0;
        double bottom = 0;
        for (int i = 0; i < steps.length; i++) {
            top += (steps[i] - meanX) * (values[i] - meanY);
            bottom += (steps[i] - meanX) * (steps[i] - meanX);
        }
        return bottom == 0 ? 0 : top / bottom * 1000;
    }

    /** Resident memory of a process in MB (10^6), as the kernel counts it. */
    static double rssMb(long pid) throws IOException {
        return status(pid, "VmRSS:") * 1024.0 / 1e6;
    }

    /** Processor time the process has used so far, of all its threads. */
    static double cpuMillis(long pid) throws IOException {
        return ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElseThrow(() -> new IOException("the processor time of process " + pid + " is not known"))
                        .toNanos()
                / 1e6;
    }

    /** Lets the process collect its garbage, classes nobody needs any more among it. */
    static void collect(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("no collection in process " + pid);
        }
    }

    static int threads(long pid) throws IOException {
        return (int) status(pid, "Threads:");
    }

    static long openFiles(long pid) throws IOException {
        try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.count();
        }
    }

    private static long status(long pid, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D+", ""));
            }
        }
        throw new IOException("no " + name + " for process " + pid);
    }
}
