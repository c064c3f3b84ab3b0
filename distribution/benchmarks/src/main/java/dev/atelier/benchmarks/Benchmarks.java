package dev.atelier.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the benchmarks named as arguments, or all; prints the table and writes {@code benchmarks.json}. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        Set<String> wanted = arguments.length == 0 ? Set.of("start", "session", "swap", "soak") : Set.of(arguments);
        Path scratch = Files.createTempDirectory("atelier-benchmarks");
        List<Row> rows = new ArrayList<>();
        if (wanted.contains("start")) {
            rows.addAll(StartBenchmark.run(scratch));
        }
        if (wanted.contains("session")) {
            rows.addAll(SessionBenchmark.run(scratch));
        }
        if (wanted.contains("swap")) {
            rows.addAll(SwapBenchmark.run(scratch));
        }
        if (wanted.contains("soak")) {
            rows.addAll(SoakBenchmark.run(scratch));
        }
        Report.write(Path.of(System.getProperty("out", "."), "benchmarks.json"), rows);
        System.out.println(Report.table(rows));
    }
}
