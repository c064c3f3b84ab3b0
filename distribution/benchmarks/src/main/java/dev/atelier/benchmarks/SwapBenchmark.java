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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Four clients with 50 ms jobs while the engine is swapped back and forth. */
final class SwapBenchmark {
    private static final int CLIENTS = 4;
    private static final int JOB_MILLIS = 50;
    private static final int SWAPS = Integer.getInteger("swap.count", 100);

    private SwapBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path one = TestEngines.build(scratch, Spec.of("swapper", "1.0.0").takes(Duration.ofMillis(JOB_MILLIS)));
        Path two = TestEngines.build(scratch, Spec.of("swapper", "2.0.0").takes(Duration.ofMillis(JOB_MILLIS)));
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
            List<Double> quiet = clients.during(() -> java.util.concurrent.TimeUnit.SECONDS.sleep(5));
            List<Double> serving = new ArrayList<>();
            List<Double> busy = clients.during(() -> {
                for (int i = 0; i < SWAPS; i++) {
                    JsonNode done = i == 0 ? program.install(two) : program.rollback("swapper");
                    serving.add(untilServing(done));
                }
            });
            return List.of(
                    Row.met("swap", "jobs failed in " + SWAPS + " swaps, of " + busy.size(), clients.failed(), "", 0),
                    Row.met("swap", "jobs refused", clients.refused(), "", 0),
                    Row.met("swap", "longest job beyond the quiet p99", added(busy, quiet), "ms", 5),
                    new Row(
                            "swap",
                            "p99 of a job under swaps",
                            Measured.percentile(busy, 99),
                            Measured.percentile(quiet, 99),
                            "ms",
                            "peer is the same without swaps",
                            ""),
                    Row.met("swap", "click → serving, median", Measured.median(serving), "ms", 200));
        }
    }

    private static double added(List<Double> busy, List<Double> quiet) {
        return Math.max(0, Collections.max(busy) - Math.max(Measured.percentile(quiet, 99), Collections.max(quiet)));
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
            during(() -> java.util.concurrent.TimeUnit.SECONDS.sleep(5));
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
