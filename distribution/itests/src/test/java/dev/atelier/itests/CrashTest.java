package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.itests.JobHistory.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A studio and its workers killed again and again, at any moment, under load. In the end its books have to agree with
 * what customers and workers have seen. {@code -Dcrash.rounds} says how many rounds the long run has,
 * {@code -Dcrash.seed} repeats the choices of a run.
 */
class CrashTest {
    private static final int WORKERS = 4;
    private static final int MOST_WAITING = 40;
    private static final int MOST_ATTEMPTS = 3;
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final Map<String, String> SHORT = Map.of(
            "ATELIER_STUDIO_STALE_MS", "5000",
            "ATELIER_STUDIO_SWEEP_MS", "300",
            "ATELIER_STUDIO_ORPHAN_MS", "1500",
            "ATELIER_STUDIO_REGISTER_LIMIT", "1000");

    @TempDir
    Path temp;

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Random lasting = new Random(seed + 1);
    private final JobHistory history = new JobHistory();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, Integer> killed = new TreeMap<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void noJobIsLostDoneTwiceOrStuck() throws Exception {
        crash(6);
    }

    @Test
    @Tag("long")
    void noJobIsLostDoneTwiceOrStuckInManyRounds() throws Exception {
        crash(Integer.getInteger("crash.rounds", 200));
    }

    private void crash(int rounds) throws Exception {
        List<ScriptedWorker> workers = new ArrayList<>();
        try (StudioProcess studio = StudioProcess.start(temp.resolve("studio"), SHORT);
                Relay relay = new Relay(() -> studio.address().map(StudioProcess.Address::port));
                RealWorker real = new RealWorker(relay)) {
            real.join(studio);
            var manner = new ScriptedWorker.Manner(
                    BEAT,
                    ScriptedWorker.Manner.working(BEAT, () -> null).kinds(),
                    () -> Duration.ofMillis(50 + lasting.nextInt(500)),
                    () -> lasting.nextInt(50) == 0);
            for (int i = 0; i < WORKERS; i++) {
                workers.add(ScriptedWorker.join(studio, history, manner, timer));
            }
            StudioCustomer customer = new StudioCustomer("order", List.of(studio), history, MOST_WAITING);
            Future<?> busy = threads.submit(() -> customer.work(over));
            Future<?> killing = threads.submit(() -> real.dieNowAndThen());

            history.awaitMore(50);
            long from = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                history.awaitMore(1 + random.nextInt(60));
                kill(round, studio, workers);
                if (round % 10 == 9) {
                    System.out.println("crash round " + (round + 1) + ", " + killed + ", " + history.count(What.STORED)
                            + " results");
                }
            }
            history.awaitMore(50);
            over.countDown();
            busy.get(2, TimeUnit.MINUTES);
            killing.get(2, TimeUnit.MINUTES);
            Throwable stuck = catching(() -> customer.awaitAllEnded(Duration.ofMinutes(1)));

            List<JobAudit.Row> books = customer.books();
            System.out.println("crash test, seed " + seed + ": " + rounds + " rounds in "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from) + " s, killed " + killed
                    + " and real worker "
                    + real.kills + ", " + told(books) + ", "
                    + filesOfNobody(books) + " files of nobody" + ", " + attempts());
            assertThat(JobAudit.findings(history.events(), books, MOST_ATTEMPTS))
                    .as("seed " + seed)
                    .isEmpty();
            assertThat(history.troubles()).as("seed " + seed).isEmpty();
            assertThat(stuck).as("seed " + seed).isNull();
            assertThat(books).hasSizeGreaterThan(20);
        } finally {
            over.countDown();
            workers.forEach(ScriptedWorker::close);
            timer.shutdownNow();
            threads.shutdownNow();
        }
    }

    /** Every second time the studio; else one worker, or several. */
    private void kill(int round, StudioProcess studio, List<ScriptedWorker> workers) throws Exception {
        int victims = round % 2 == 0 ? random.nextInt(2) : 1 + random.nextInt(WORKERS);
        List<ScriptedWorker> doomed = new ArrayList<>();
        for (int i = 0; i < victims; i++) {
            ScriptedWorker victim = workers.get(random.nextInt(WORKERS));
            if (!doomed.contains(victim)) {
                doomed.add(victim);
            }
        }
        doomed.forEach(ScriptedWorker::kill);
        killed.merge("worker", doomed.size(), Integer::sum);
        if (round % 2 == 0) {
            studio.kill();
            killed.merge("studio", 1, Integer::sum);
            if (round % 10 == 2) {
                studio.killWhileStarting(Duration.ofMillis(200 + random.nextInt(3000)));
                killed.merge("studio while it starts", 1, Integer::sum);
            }
            studio.start();
        }
        doomed.forEach(ScriptedWorker::start);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Throwable catching(Step step) {
        try {
            step.run();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private static String told(List<JobAudit.Row> books) {
        Map<String, Integer> byStatus = new TreeMap<>();
        Map<Integer, Integer> byAttempts = new TreeMap<>();
        books.forEach(row -> {
            byStatus.merge(row.status(), 1, Integer::sum);
            byAttempts.merge(row.attempts(), 1, Integer::sum);
        });
        long real = books.stream()
                .filter(row -> row.result().equals("a real worker"))
                .count();
        return books.size() + " jobs " + byStatus + ", " + real + " done by the real worker, by attempts lost "
                + byAttempts;
    }

    /** Results that were stored and never asked for: those of attempts that were cut off. */
    private long filesOfNobody(List<JobAudit.Row> books) throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("studio/studio/results"))) {
            return files.filter(Files::isRegularFile).count()
                    - books.stream().filter(row -> row.status().equals("done")).count();
        }
    }

    private String attempts() {
        Map<String, Long> counts = new TreeMap<>();
        for (What what : What.values()) {
            counts.put(what.name(), history.count(what));
        }
        return counts.toString();
    }

    /** The program itself as a worker, killed and started again beside everything else. */
    private final class RealWorker implements AutoCloseable {
        private final Map<String, String> environment = new HashMap<>(StudioWorker.withoutStudio());
        private Atelier now;
        private boolean closed;
        private final AtomicInteger kills = new AtomicInteger();

        private RealWorker(Relay relay) {
            environment.put("ATELIER_API_BASE_URL", relay.url());
        }

        private synchronized void join(StudioProcess studio) throws Exception {
            now = Atelier.start(temp.resolve("worker"), environment, "run");
            JsonNode request = Awaitility.await()
                    .atMost(StudioWorker.PATIENCE)
                    .until(() -> studio.get("/workers/pending").path("pending"), pending -> pending.size() == 1)
                    .path(0);
            assertThat(studio.call(
                                    "POST",
                                    "/workers/pending/"
                                            + request.path("requestId").asText() + "/approve",
                                    Map.of())
                            .status())
                    .isEqualTo(200);
            StudioWorker.awaitSession(now, "connected");
        }

        private Void dieNowAndThen() throws Exception {
            Random moments = new Random(seed + 2);
            while (!over.await(3_000 + moments.nextInt(12_000), TimeUnit.MILLISECONDS)) {
                killAndStart();
            }
            return null;
        }

        /** Whether it gets as far as being ready before the next time is all the same. */
        private synchronized void killAndStart() throws Exception {
            if (!closed) {
                now.kill();
                kills.incrementAndGet();
                now = Atelier.launch(temp.resolve("worker"), environment, "run");
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (now != null) {
                now.close();
            }
        }
    }
}
