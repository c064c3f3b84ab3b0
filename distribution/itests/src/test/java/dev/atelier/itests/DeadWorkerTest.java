package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.itests.JobHistory.What;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How soon the job of a worker that has gone is with another, and that a slow one is not taken for gone. */
class DeadWorkerTest {
    private static final Duration AFTER_THE_CLOSE = Duration.ofSeconds(3);
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int SCALE = 10;
    /** What a loaded machine takes to notice, whatever the scale. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final int CROWD = 8;

    @TempDir
    Path temp;

    private final JobHistory history = new JobHistory();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<ScriptedWorker> workers = new ArrayList<>();
    private StudioProcess studio;

    @AfterEach
    void stop() {
        workers.forEach(ScriptedWorker::close);
        timer.shutdownNow();
        if (studio != null) {
            studio.close();
        }
    }

    /** A studio whose times are so much shorter. */
    private void start(int scale) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "ATELIER_STUDIO_STALE_MS", String.valueOf(STALE.dividedBy(scale).toMillis()));
        environment.put(
                "ATELIER_STUDIO_SWEEP_MS", String.valueOf(SWEEP.dividedBy(scale).toMillis()));
        environment.put("ATELIER_STUDIO_REGISTER_LIMIT", "1000");
        studio = StudioProcess.start(temp.resolve("studio"), environment);
    }

    private ScriptedWorker join(int scale) throws Exception {
        ScriptedWorker worker =
                ScriptedWorker.join(studio, history, ScriptedWorker.Manner.holding(BEAT.dividedBy(scale)), timer);
        workers.add(worker);
        await().atMost(StudioWorker.PATIENCE).until(() -> worker.sessions() == 1);
        return worker;
    }

    @Test
    void theJobOfAWorkerWhoseSocketClosesIsWithAnotherInThreeSeconds() throws Exception {
        start(1);
        ScriptedWorker gone = join(1);
        String job = held();
        join(1);

        long from = System.nanoTime();
        gone.kill();

        Duration took = elsewhere(job, from);
        System.out.println("dead worker, closed: " + took.toMillis() + " ms");
        assertThat(took).isLessThan(AFTER_THE_CLOSE);
    }

    @Test
    void theJobOfASilentWorkerIsWithAnotherWhenItsTimeIsUp() throws Exception {
        Duration took = silent(SCALE);

        Duration stale = STALE.dividedBy(SCALE);
        assertThat(took).isBetween(stale.minus(BEAT.dividedBy(SCALE)), stale.plus(SLACK));
    }

    @Test
    @Tag("long")
    void theJobOfASilentWorkerIsWithAnotherInThirtyOneSeconds() throws Exception {
        assertThat(silent(1)).isBetween(STALE.minus(BEAT), Duration.ofSeconds(31));
    }

    private Duration silent(int scale) throws Exception {
        start(scale);
        ScriptedWorker gone = join(scale);
        String job = held();
        join(scale);

        long from = System.nanoTime();
        gone.fallSilent();

        Duration took = elsewhere(job, from);
        System.out.println("dead worker, silent, times divided by " + scale + ": " + took.toMillis() + " ms");
        return took;
    }

    @Test
    void noWorkerIsTakenForDeadWhileAllProcessorsAreBusy() throws Exception {
        stressed(SCALE, Duration.ofSeconds(8));
    }

    @Test
    @Tag("long")
    void noWorkerIsTakenForDeadWhileAllProcessorsAreBusyForMinutes() throws Exception {
        stressed(1, Duration.ofMinutes(2));
    }

    private void stressed(int scale, Duration length) throws Exception {
        start(scale);
        for (int i = 0; i < CROWD; i++) {
            join(scale);
        }
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            jobs.add(held());
        }
        int busy = Runtime.getRuntime().availableProcessors();
        ExecutorService spinning = Executors.newFixedThreadPool(busy);
        try {
            for (int i = 0; i < busy; i++) {
                spinning.execute(DeadWorkerTest::spin);
            }
            await().pollDelay(length)
                    .atMost(length.plusMinutes(1))
                    .until(() -> studio.get("/workers").path("workers").size() == CROWD);
        } finally {
            spinning.shutdownNow();
            assertThat(spinning.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(workers).allSatisfy(worker -> assertThat(worker.sessions()).isEqualTo(1));
        for (String job : jobs) {
            assertThat(studio.get("/jobs/" + job).path("attempts").asInt()).isZero();
        }
        // And it has not gone blind.
        ScriptedWorker gone = workers.get(0);
        String job = history.events().stream()
                .filter(event -> event.by().startsWith(gone.name + "#"))
                .findFirst()
                .orElseThrow()
                .jobId();
        join(scale);
        long from = System.nanoTime();
        gone.fallSilent();
        assertThat(elsewhere(job, from)).isLessThan(STALE.dividedBy(scale).plus(SLACK));
    }

    private static void spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    /** A job that a worker has taken and will not end. */
    private String held() throws Exception {
        var customer = new StudioCustomer("customer", List.of(studio), history, 0);
        String job = customer.submit(studio, "held-" + history.size(), "synthetic-llm", Map.of());
        history.await(What.OFFERED, job);
        return job;
    }

    /** How long until somebody else was offered it. */
    private Duration elsewhere(String job, long from) {
        long offered = await("offered again")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> history.events().stream()
                                .filter(event -> event.what() == What.OFFERED
                                        && event.jobId().equals(job)
                                        && event.nanos() > from)
                                .findFirst()
                                .orElse(null),
                        event -> event != null)
                .nanos();
        return Duration.ofNanos(offered - from);
    }
}
