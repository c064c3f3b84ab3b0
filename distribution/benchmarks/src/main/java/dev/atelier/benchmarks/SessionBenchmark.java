package dev.atelier.benchmarks;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Jobs a second over a session, one at a time, with an engine that does nothing: what a job costs besides its work. The
 * peer is a process with the same Java options that answers each offer with frames of the same size and does nothing
 * else. The two take turns at one studio.
 */
final class SessionBenchmark {
    private static final int JOBS = Integer.getInteger("session.jobs", 20_000);
    private static final int WARM_UP = Integer.getInteger("session.warmup", 5_000);
    private static final int TURNS = Integer.getInteger("session.turns", 10);
    private static final int SETTLE_SECONDS = 5;
    /** Of the rate of the bare exchange. */
    private static final double AIM = 0.4;

    private static final String OURS = "worker";
    private static final String PEER = "bare";

    private SessionBenchmark() {}

    static List<Row> run(Path scratch) throws Exception {
        Path home = scratch.resolve("session-home");
        try (OfferingStudio studio = OfferingStudio.open()) {
            admit(home, studio);
            try (Program program = new Program(home, Map.of("ATELIER_API_BASE_URL", studio.baseUrl()))) {
                OfferingStudio.Worker worker = studio.worker(OURS);
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                double idle = Measured.rssMb(program.pid());
                program.install(TestEngines.build(scratch.resolve("session-engine"), Spec.of(Offer.ENGINE, "1.0.0")));
                worker.jobs(WARM_UP);
                try (BareWorker process = new BareWorker(studio, PEER, program.pid(), worker)) {
                    OfferingStudio.Worker bare = studio.worker(PEER);
                    bare.jobs(WARM_UP);
                    Turns ours = new Turns(worker, program.pid());
                    Turns peer = new Turns(bare, process.pid());
                    for (int turn = 0; turn < TURNS; turn++) {
                        ours.take();
                        peer.take();
                    }
                    return rows(ours, peer, idle, Measured.rssMb(program.pid()));
                }
            }
        }
    }

    /** One of the two, and what its turns took. */
    private static final class Turns {
        final List<Double> millis = new ArrayList<>();
        private final OfferingStudio.Worker worker;
        private final long pid;
        private double seconds;
        private double cpuMillis;

        Turns(OfferingStudio.Worker worker, long pid) {
            this.worker = worker;
            this.pid = pid;
        }

        void take() throws Exception {
            double cpu = Measured.cpuMillis(pid);
            long from = System.nanoTime();
            long[] nanos = worker.jobs(JOBS / TURNS);
            seconds += (System.nanoTime() - from) / 1e9;
            cpuMillis += Measured.cpuMillis(pid) - cpu;
            Arrays.stream(nanos).forEach(each -> millis.add(each / 1e6));
        }

        double rate() {
            return millis.size() / seconds;
        }

        double cpuPerJob() {
            return cpuMillis / millis.size();
        }
    }

    private static List<Row> rows(Turns ours, Turns peer, double idle, double after) {
        String trip = "offer → result at the studio, ";
        return List.of(
                Row.atLeast("session", "jobs a second", ours.rate(), peer.rate(), "/s", AIM),
                plain(trip + "p50", Measured.median(ours.millis), Measured.median(peer.millis), "ms"),
                plain(trip + "p99", Measured.percentile(ours.millis, 99), Measured.percentile(peer.millis, 99), "ms"),
                plain("processor time a job, all threads", ours.cpuPerJob(), peer.cpuPerJob(), "ms"),
                Row.met("memory", "idle RSS with a session", idle, "MB", 130),
                plain("RSS after " + (WARM_UP + ours.millis.size()) + " jobs", after, Double.NaN, "MB"));
    }

    private static Row plain(String figure, double ours, double peer, String unit) {
        return new Row("session", figure, ours, peer, unit, "", "");
    }

    /** As if a person had approved this worker before. */
    private static void admit(Path home, OfferingStudio studio) throws Exception {
        Path state = Files.createDirectories(home.resolve("state"));
        Files.writeString(
                state.resolve("identity.json"),
                Program.JSON.writeValueAsString(Map.of(
                        "installId", "benchmark", "studio", studio.baseUrl(), "workerId", OURS, "authToken", "token")));
    }
}
