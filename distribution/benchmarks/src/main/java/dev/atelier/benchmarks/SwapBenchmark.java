package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Four clients with 50 ms jobs while the engine is swapped back and forth. */
final class SwapBenchmark {
    static final int CLIENTS = 4;
    /** Between two swaps, so that jobs run from end to end without one too. */
    static final int PAUSE_MILLIS = 100;

    static final int QUIET_SECONDS = 10;
    private static final int JOB_MILLIS = 50;
    static final int SWAPS = Integer.getInteger("swap.count", 100);

    private SwapBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path one = TestEngines.build(
                scratch, Spec.of("swapper", "1.0.0").slots(CLIENTS).takes(Duration.ofMillis(JOB_MILLIS)));
        Path two = TestEngines.build(
                scratch, Spec.of("swapper", "2.0.0").slots(CLIENTS).takes(Duration.ofMillis(JOB_MILLIS)));
        try (Program program = new Program(
                scratch.resolve("swap-home"),
                Map.of(
                        "ATELIER_JOB_SLOTS",
                        String.valueOf(CLIENTS),
                        "ATELIER_ENGINES_PROBATION_SECS",
                        "0",
                        "ATELIER_ENGINES_SOAK_SECS",
                        "3600"))) {
            program.install(one);
            program.call("POST", "/models", Models.of("swapped", "swapper"));
            Clients clients = new Clients(program);
            clients.warmUp();
            List<Double> quiet = clients.during(() -> TimeUnit.SECONDS.sleep(QUIET_SECONDS));
            List<Double> serving = new ArrayList<>();
            List<Double> busy = clients.during(() -> {
                for (int i = 0; i < SWAPS; i++) {
                    JsonNode done = i == 0 ? program.install(two) : program.rollback("swapper");
                    serving.add(untilServing(done));
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            });
            PeerSwap.Result peer = PeerSwap.run(scratch);
            return List.of(
                    new Row("swap", "jobs run during " + SWAPS + " swaps", busy.size(), peer.jobs(), "", "", ""),
                    against("jobs failed", clients.failed(), peer.failed(), "", 0),
                    against("jobs refused", clients.refused(), peer.refused(), "", 0),
                    against("longest wait added to a job", added(busy, quiet), peer.added(), "ms", 5),
                    against(
                            "wait added to a job, p99",
                            Math.max(0, Measured.percentile(busy, 99) - Measured.percentile(quiet, 99)),
                            peer.addedP99(),
                            "ms",
                            5),
                    against("click → serving, median", Measured.median(serving), peer.serving(), "ms", 200),
                    against("click → serving, longest", Collections.max(serving), peer.longest(), "ms", 200));
        }
    }

    private static Row against(String figure, double ours, double peer, String unit, double atMost) {
        return new Row(
                "swap", figure, ours, peer, unit, "≤ " + Report.number(atMost), ours <= atMost ? "met" : "missed");
    }

    /** The slowest under swaps beyond the slowest without. */
    static double added(List<Double> busy, List<Double> quiet) {
        return Math.max(0, Collections.max(busy) - Collections.max(quiet));
    }

    /** Time of the steps up to and with the switch. */
    private static double untilServing(JsonNode operation) {
        if (!"done".equals(operation.path("state").asText())) {
            throw new IllegalStateException("a swap did not end well: " + operation);
        }
        double millis = 0;
        for (JsonNode step : operation.path("steps")) {
            millis += step.path("millis").asDouble();
            if (step.path("name").asText().equals("switch")) {
                return millis;
            }
        }
        return millis;
    }

    /** Something done while the clients work. */
    interface Work {
        void run() throws Exception;
    }

    /** Clients that ask for one job after the other. */
    private static final class Clients {
        private static final Object JOB =
                Map.of("model", "swapped", "messages", List.of(Map.of("role", "user", "content", "go on")));

        private final Program program;
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        Clients(Program program) {
            this.program = program;
        }

        void warmUp() throws Exception {
            during(() -> TimeUnit.SECONDS.sleep(QUIET_SECONDS));
        }

        List<Double> during(Work work) throws Exception {
            AtomicBoolean on = new AtomicBoolean(true);
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Future<List<Double>>> running = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    running.add(threads.submit(() -> jobs(on)));
                }
                work.run();
                on.set(false);
                List<Double> all = new ArrayList<>();
                for (Future<List<Double>> one : running) {
                    all.addAll(one.get());
                }
                return all;
            } finally {
                on.set(false);
                threads.shutdown();
            }
        }

        private List<Double> jobs(AtomicBoolean on) throws Exception {
            List<Double> millis = new ArrayList<>();
            while (on.get()) {
                long from = System.nanoTime();
                int status = program.call("POST", "/v1/chat/completions", JOB).statusCode();
                millis.add((System.nanoTime() - from) / 1e6);
                if (status == 503) {
                    refused.incrementAndGet();
                } else if (status != 200) {
                    failed.incrementAndGet();
                }
            }
            return millis;
        }

        int failed() {
            return failed.get();
        }

        int refused() {
            return refused.get();
        }
    }
}
