package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A thousand workers without work that each say every five seconds that they live: what they cost, and who waits. */
final class FleetBenchmark {
    private static final int WORKERS = Integer.getInteger("fleet.workers", 1_000);
    private static final int REQUESTS = Integer.getInteger("fleet.requests", 1_000);
    private static final int SETTLE_SECONDS = 15;
    private static final int PAUSE_MS = 20;
    private static final long PATIENCE_SECONDS = 300;

    private FleetBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        try (DispatchStudio studio = new DispatchStudio(scratch.resolve("fleet-home"))) {
            double before = Measured.rssMb(studio.pid());
            List<DispatchStudio.Identity> fleet = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                fleet.add(studio.admit());
            }
            try (DispatchWire wire = new DispatchWire()) {
                CompletableFuture<Void> broken = new CompletableFuture<>();
                greet(wire, studio, fleet, broken);
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                Asked asked = new Asked(wire, studio, broken);
                double cpu = Measured.cpuMillis(studio.pid());
                long from = System.nanoTime();
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                double idle = (Measured.cpuMillis(studio.pid()) - cpu) / ((System.nanoTime() - from) / 1e6) * 100;
                List<Double> lists = asked.all(DispatchClient::list);
                List<Double> submissions = asked.all(DispatchClient::submit);
                return List.of(
                        Row.met(
                                "fleet",
                                "RSS with " + WORKERS + " idle workers",
                                Measured.rssMb(studio.pid()),
                                "MB",
                                600),
                        new Row("fleet", "RSS without", before, Double.NaN, "MB", "", ""),
                        new Row(
                                "fleet",
                                "share of one core with nothing but heartbeats",
                                idle,
                                Double.NaN,
                                "%",
                                "",
                                ""),
                        Row.met("fleet", "GET /jobs meanwhile, p99", Measured.percentile(lists, 99), "ms", 100),
                        Row.met("fleet", "POST /jobs meanwhile, p99", Measured.percentile(submissions, 99), "ms", 100));
            }
        }
    }

    private static void greet(
            DispatchWire wire,
            DispatchStudio studio,
            List<DispatchStudio.Identity> fleet,
            CompletableFuture<Void> broken)
            throws Exception {
        List<CompletableFuture<DispatchWorker>> welcomes = new ArrayList<>();
        for (DispatchStudio.Identity identity : fleet) {
            welcomes.add(new DispatchWorker(wire, studio, identity, why -> fail(broken, why)).welcomed());
        }
        for (CompletableFuture<DispatchWorker> welcome : welcomes) {
            welcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void fail(CompletableFuture<Void> broken, String why) {
        broken.completeExceptionally(new IOException(why));
    }

    /** One client, one request after the other with a pause between. */
    private static final class Asked {
        private final DispatchWire wire;
        private final DispatchClient client;
        private final CompletableFuture<Void> broken;

        Asked(DispatchWire wire, DispatchStudio studio, CompletableFuture<Void> broken) throws IOException {
            this.wire = wire;
            this.broken = broken;
            this.client = new DispatchClient(wire, studio, why -> fail(broken, why));
        }

        List<Double> all(BiConsumer<DispatchClient, Runnable> request) throws Exception {
            List<Double> millis = new ArrayList<>();
            CompletableFuture<Void> done = new CompletableFuture<>();
            wire.post(() -> next(request, millis, done));
            CompletableFuture.anyOf(done, broken).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return millis;
        }

        private void next(
                BiConsumer<DispatchClient, Runnable> request, List<Double> millis, CompletableFuture<Void> done) {
            long from = System.nanoTime();
            request.accept(client, () -> {
                millis.add((System.nanoTime() - from) / 1e6);
                if (millis.size() == REQUESTS) {
                    done.complete(null);
                } else {
                    wire.after(PAUSE_MS, () -> next(request, millis, done));
                }
            });
        }
    }
}
