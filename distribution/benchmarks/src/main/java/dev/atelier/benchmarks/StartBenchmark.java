package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Process start until it serves, and resident memory when idle, beside Karaf; runs take turns. */
final class StartBenchmark {
    private static final int RUNS = Integer.getInteger("start.runs", 7);
    private static final int SETTLE_SECONDS = 5;

    private StartBenchmark() {}

    /** One start: seconds until it served, and MB some seconds later. */
    record Sample(double seconds, double mb) {}

    static List<Row> run(Path scratch) throws Exception {
        Karaf karaf = Karaf.prepare(scratch.resolve("karaf"));
        List<Sample> fresh = new ArrayList<>();
        List<Sample> again = new ArrayList<>();
        List<Sample> peer = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            Path home = Files.createTempDirectory(scratch, "home");
            fresh.add(ours(home));
            peer.add(karaf.sample(SETTLE_SECONDS));
            again.add(ours(home));
        }
        return List.of(
                Row.met("start", "first start of a home → ready, median", median(fresh, Sample::seconds), "s", 1.5),
                Row.met("start", "later start → ready, median", median(again, Sample::seconds), "s", 1.5),
                Row.beside(
                        "start",
                        "later start → serves",
                        median(again, Sample::seconds),
                        median(peer, Sample::seconds),
                        "s"),
                Row.met("memory", "idle RSS, median", median(again, Sample::mb), "MB", 130),
                Row.beside("memory", "idle RSS", median(again, Sample::mb), median(peer, Sample::mb), "MB"));
    }

    private static Sample ours(Path home) throws IOException, InterruptedException {
        try (Program program = new Program(home, Map.of())) {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            return new Sample(program.readySeconds(), Measured.rssMb(program.pid()));
        }
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Measured.median(samples.stream().map(figure::applyAsDouble).toList());
    }
}
