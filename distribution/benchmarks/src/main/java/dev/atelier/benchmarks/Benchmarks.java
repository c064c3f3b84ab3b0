package dev.atelier.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the benchmarks named as arguments or by {@code benchmarks}, or all; prints the table and writes {@code benchmarks.json}. */
public final class Benchmarks {
    private static final String ALL = "start,session,download,engines,dispatch,fleet,runtimes,swap,soak";

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        Set<String> wanted = Set.of(
                arguments.length > 0
                        ? arguments
                        : System.getProperty("benchmarks", ALL).split(",", -1));
        Path scratch = Files.createTempDirectory("atelier-benchmarks");
        List<Row> rows = new ArrayList<>();
        if (wanted.contains("start")) {
            rows.addAll(StartBenchmark.run(scratch));
        }
        if (wanted.contains("session")) {
            rows.addAll(SessionBenchmark.run(scratch));
        }
        if (wanted.contains("download")) {
            rows.addAll(DownloadBenchmark.run(scratch));
        }
        if (wanted.contains("engines")) {
            rows.addAll(EngineBenchmark.run(scratch));
        }
        if (wanted.contains("dispatch")) {
            rows.addAll(DispatchBenchmark.run(scratch));
        }
        if (wanted.contains("fleet")) {
            rows.addAll(FleetBenchmark.run(scratch));
        }
        if (wanted.contains("runtimes")) {
            rows.addAll(RuntimesBenchmark.run(scratch));
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
