package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.Claims;
import dev.atelier.fake.studio.Dispatcher;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.Received;
import dev.atelier.fake.studio.Upload;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.WorkerFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A studio in every kind of trouble, a worker that is killed now and then, and people at the local API all the while.
 * The studio's books say in the end what became of each job. {@code -Dsoak.minutes} says how long the long run is,
 * {@code -Dsoak.seed} repeats the choices of a run.
 */
class StudioSoakTest {
    private static final int BEAT_MS = 500;
    /** A studio of the real protocol gives a worker up after six beats without one. */
    private static final long LONGEST_GAP_MS = 6 * BEAT_MS;

    private static final int STARVING_THREADS = 3;
    private static final int EVERY_HOPELESS = 20;
    /** So many that no job runs out of them: whatever then fails has failed for a reason. */
    private static final int ATTEMPTS = 10_000;

    // What may be more at the end than when the worker had warmed up.
    private static final int MORE_THREADS = 12;
    private static final int MORE_FILES = 20;
    /** Heap of 256 MB at most, and what the machine itself takes. */
    private static final long MOST_KILOBYTES = 450 * 1024;

    /** Records, logs and rings fill up to their bounds. */
    private static final long MORE_LIVE_KILOBYTES = 16 * 1024;

    /** Of resident memory, looked at only where there was a minute to look at: a heap takes its time to settle. */
    private static final double MOST_KILOBYTES_A_MINUTE = 4 * 1024;

    @TempDir
    Path temp;

    private final long seed = Long.getLong("soak.seed", System.nanoTime());
    private final CountDownLatch over = new CountDownLatch(1);
    private final SoakTally tally = new SoakTally();

    @Test
    void everyJobIsStoredOnceHoweverTheStudioBehaves() throws Exception {
        soak(Duration.ofSeconds(24), 0);
    }

    @Test
    @Tag("long")
    void everyJobIsStoredOnceInMinutesOfTroubleAndKills() throws Exception {
        Duration length = Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("soak.minutes", "5"))));
        soak(length, (int) Math.max(1, length.toSeconds() / 40));
    }

    /** @param kills all in the first half, so that the second shows one process for long */
    private void soak(Duration length, int kills) throws Exception {
        Path home = temp.resolve("home");
        ExecutorService threads = Executors.newCachedThreadPool();
        try (FakeStudio studio = studio();
                BundleServer bundles = new BundleServer(temp);
                SoakedProcess process = SoakedProcess.start(home, environment(studio))) {
            try {
                soak(length, kills, threads, studio, bundles, process);
            } catch (Exception | AssertionError e) {
                e.addSuppressed(new AssertionError(process.now().atelier().lastWords()));
                throw e;
            }
        } finally {
            over.countDown();
            threads.shutdownNow();
        }
    }

    private void soak(
            Duration length,
            int kills,
            ExecutorService threads,
            FakeStudio studio,
            BundleServer bundles,
            SoakedProcess process)
            throws Exception {
        process.install(
                bundles.whole(TestEngines.build(temp, Spec.of("soaked", "1.0.1").takes(Duration.ofMillis(30)))));
        Samples.addModel(process.now().atelier(), "soaked", "llm", "soaked");
        Dispatcher dispatcher = Dispatcher.on(studio, 30, ATTEMPTS);
        StudioTroubles troubles = new StudioTroubles(studio, new Random(seed), over);
        List<Future<?>> busy = new ArrayList<>();
        busy.add(threads.submit(() -> feed(dispatcher)));
        var client = new SoakClient(process, tally, new Random(seed + 1));
        busy.add(threads.submit(() -> client.work(over)));

        awaitDone(dispatcher, 10);
        for (int i = 0; i < kills; i++) {
            troubles.cause(length.toNanos() / 2 / kills);
            process.killAndStart();
            tally.killed();
        }
        Vitals vitals = new Vitals(process.now().atelier());
        awaitDone(dispatcher, dispatcher.report().done() + 10);
        Vitals.Sample first = Vitals.known() ? vitals.take() : new Vitals.Sample(0, 0, 0, 0);
        long live = vitals.liveKilobytes();
        long until = System.nanoTime() + length.toNanos() / (kills == 0 ? 1 : 2);
        starve(vitals, dispatcher);
        while (System.nanoTime() < until) {
            troubles.cause(TimeUnit.SECONDS.toNanos(2));
            if (Vitals.known()) {
                vitals.take();
            }
        }
        over.countDown();
        for (Future<?> each : busy) {
            each.get(2, TimeUnit.MINUTES);
        }

        Dispatcher.Report report = dispatcher.awaitDrained(Duration.ofMinutes(2));
        System.out.println("studio soak, seed " + seed + ": " + report + ", " + tally + ", " + troubles + ", "
                + vitals + ", longest gap " + longestGap(studio) + " ms, provoked "
                + (studio.violations().size() - unprovoked(studio, dispatcher).size()));
        assertAccount(dispatcher, report);
        assertThat(unprovoked(studio, dispatcher)).as("seed " + seed).isEmpty();
        assertThat(tally.troubles()).as("seed " + seed).isEmpty();
        assertThat(longestGap(studio)).as("seed " + seed).isLessThan(LONGEST_GAP_MS);
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        KilledProgram.children(temp.resolve("home/state/outbox")))
                .isEmpty());
        if (Vitals.known()) {
            assertHealthy(vitals, first, live);
        }
        assertThat(process.now().atelier().stop()).isZero();
    }

    private static FakeStudio studio() {
        FakeStudio studio = FakeStudio.start();
        studio.enforcing(false); // it would end the session for good; its complaints are read at the end
        studio.patience(Duration.ofSeconds(60));
        studio.approval(Approval.approvedAs("w-soaked", "token-of-the-soaked"));
        return studio;
    }

    private static Map<String, String> environment(FakeStudio studio) {
        Map<String, String> environment = new HashMap<>(StudioWorker.of(studio));
        environment.put("ATELIER_HEARTBEAT_MS", String.valueOf(BEAT_MS));
        environment.put("ATELIER_READ_IDLE_MS", String.valueOf(4 * BEAT_MS));
        return environment;
    }

    /** Jobs of all kinds, and now and then one that no engine can do. */
    private Void feed(Dispatcher dispatcher) {
        for (int i = 1; over.getCount() > 0; i++) {
            dispatcher.awaitRoom(Duration.ofMinutes(2));
            dispatcher.submit(claim(i));
        }
        return null;
    }

    private static Claim claim(int i) {
        if (i % EVERY_HOPELESS == 0) {
            return Claims.onEngine(Claims.llm("hopeless-" + i, "nobody can"), "no-such-engine");
        }
        return switch (i % 5) {
            case 0 -> Claims.video("j-" + i, "rain on a window");
            case 1 -> Claims.image("j-" + i, "a soaked sponge");
            case 2 -> Claims.llm("j-" + i, "still there?");
            case 3 -> Claims.tts("j-" + i, "drip");
            default -> Claims.stt("j-" + i, "data:audio/wav;base64,UklGRg==");
        };
    }

    private static void awaitDone(Dispatcher dispatcher, int done) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> dispatcher.report().done() >= done);
    }

    /** All processors are busy with something else for a while; work goes on all the same. */
    private void starve(Vitals vitals, Dispatcher dispatcher) throws Exception {
        ExecutorService spinning = Executors.newFixedThreadPool(STARVING_THREADS);
        int before = dispatcher.report().done();
        try {
            for (int i = 0; i < STARVING_THREADS; i++) {
                spinning.execute(StudioSoakTest::spin);
            }
            if (over.await(6, TimeUnit.SECONDS)) {
                return;
            }
            awaitDone(dispatcher, before + 1);
        } finally {
            spinning.shutdownNow();
            spinning.awaitTermination(10, TimeUnit.SECONDS);
        }
        if (Vitals.known()) {
            vitals.take();
        }
    }

    private static void spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private void assertAccount(Dispatcher dispatcher, Dispatcher.Report report) {
        assertThat(report.unsettled()).as("seed " + seed).isZero();
        assertThat(report.storedTwice()).as("seed " + seed).isZero();
        assertThat(report.done() + report.failed()).as("seed " + seed).isEqualTo(report.submitted());
        assertThat(dispatcher.lines()).as("seed " + seed).allSatisfy(line -> assertThat(line.stored())
                .as(line.jobId())
                .isEqualTo(line.jobId().startsWith("hopeless") ? 0 : 1));
        assertThat(report.done()).isGreaterThan(20);
    }

    /** Milliseconds between two beats of a session. */
    private static long longestGap(FakeStudio studio) {
        long longest = 0;
        for (FakeSession session : studio.sessions()) {
            long[] beats = session.frames().stream()
                    .filter(received -> received.frame() instanceof WorkerFrame.Heartbeat)
                    .mapToLong(Received::nanos)
                    .toArray();
            for (int i = 1; i < beats.length; i++) {
                longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(beats[i] - beats[i - 1]));
            }
        }
        return longest;
    }

    /**
     * What the studio complains of and has not brought about itself. It has where it offered a job again that the worker
     * still held, where it stored a result and the answer was lost, and where it sent what is no frame at all.
     */
    private static List<String> unprovoked(FakeStudio studio, Dispatcher dispatcher) {
        Set<String> again = dispatcher.lines().stream()
                .filter(line -> line.attempts() > 0)
                .map(Dispatcher.Line::jobId)
                .collect(Collectors.toSet());
        Map<String, Long> uploads =
                studio.uploads().stream().collect(Collectors.groupingBy(Upload::jobId, Collectors.counting()));
        uploads.entrySet().stream().filter(job -> job.getValue() > 1).forEach(job -> again.add(job.getKey()));
        return studio.violations().stream()
                .filter(violation -> !violation.contains(" " + StudioTroubles.ASIDE))
                .filter(violation -> !violation.contains("closed with 1002 "))
                .filter(violation -> !overtaken(violation, uploads.keySet()))
                .filter(violation -> again.stream().noneMatch(job -> violation.contains(" of " + job + ",")))
                .toList();
    }

    /** Result and acceptance travel on two connections; where nobody has time to read, the later may be read first. */
    private static boolean overtaken(String violation, Set<String> uploaded) {
        return uploaded.stream()
                .anyMatch(job -> violation.equals("upload of " + job + " without accept")
                        || violation.endsWith(": accept of " + job + ", which this session does not hold"));
    }

    private static void assertHealthy(Vitals vitals, Vitals.Sample first, long live) throws Exception {
        Vitals.Sample last = vitals.take();
        assertThat(last.threads()).as(vitals.toString()).isLessThanOrEqualTo(first.threads() + MORE_THREADS);
        assertThat(last.files()).as(vitals.toString()).isLessThanOrEqualTo(first.files() + MORE_FILES);
        assertThat(vitals.mostKilobytes()).as(vitals.toString()).isLessThan(MOST_KILOBYTES);
        assertThat(vitals.liveKilobytes()).as("kilobytes in use").isLessThan(live + MORE_LIVE_KILOBYTES);
        if (vitals.laterMinutes() > 1) {
            assertThat(vitals.slope()).as("kilobytes a minute").isLessThan(MOST_KILOBYTES_A_MINUTE);
        }
    }
}
