package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.engine.api.Kind;
import dev.atelier.itests.JobHistory.What;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two studios on one PostgreSQL, each with workers of its own. */
class TwoStudiosTest {
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final int MOST_WAITING = 30;

    @TempDir
    static Path temp;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static Postgres postgres;
    private static StudioProcess one;
    private static StudioProcess two;

    private final JobHistory history = new JobHistory();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<ScriptedWorker> workers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Postgres.runsHere());
        postgres = Postgres.start();
        String database = postgres.emptyDatabase();
        Future<StudioProcess> starting = THREADS.submit(() -> studio("one", database));
        two = studio("two", database);
        one = starting.get(2, TimeUnit.MINUTES);
    }

    private static StudioProcess studio(String name, String database) throws Exception {
        return StudioProcess.start(
                temp.resolve(name),
                Map.of(
                        "ATELIER_STUDIO_DB_URL", database,
                        "ATELIER_STUDIO_STALE_MS", "6000",
                        "ATELIER_STUDIO_SWEEP_MS", "500",
                        "ATELIER_STUDIO_ORPHAN_MS", "4000"));
    }

    @AfterEach
    void dismiss() {
        over.countDown();
        workers.forEach(ScriptedWorker::close);
        timer.shutdownNow();
    }

    @AfterAll
    static void stop() throws Exception {
        THREADS.shutdownNow();
        for (AutoCloseable each : new AutoCloseable[] {one, two, postgres}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private void join(StudioProcess studio, ScriptedWorker.Manner manner) throws Exception {
        workers.add(ScriptedWorker.join(studio, history, manner, timer));
    }

    @Test
    void everyJobIsWithOneWorkerAtATimeAndDoneOnceThoughEitherStudioDies() throws Exception {
        Random random = new Random();
        var working = ScriptedWorker.Manner.working(BEAT, () -> Duration.ofMillis(20 + random.nextInt(400)));
        for (StudioProcess studio : List.of(one, two, one, two)) {
            join(studio, working);
        }
        List<Future<?>> busy = new ArrayList<>();
        for (List<StudioProcess> order : List.of(List.of(one, two), List.of(two, one))) {
            var customer = new StudioCustomer("customer-" + busy.size(), order, history, MOST_WAITING);
            busy.add(THREADS.submit(() -> customer.work(over)));
        }

        history.awaitMore(100);
        for (StudioProcess dies : List.of(one, two)) {
            dies.kill();
            history.awaitMore(60); // the other one goes on
            dies.start();
            history.awaitMore(60);
        }
        over.countDown();
        for (Future<?> each : busy) {
            each.get(1, TimeUnit.MINUTES);
        }
        var customer = new StudioCustomer("nobody", List.of(two, one), history, 0);
        customer.awaitAllEnded(Duration.ofMinutes(1));

        List<JobAudit.Row> books = customer.books();
        System.out.println("two studios: " + books.size() + " jobs, " + history.count(What.OFFERED) + " offers, "
                + history.count(What.STORED) + " results");
        assertThat(JobAudit.findings(history.events(), books, 3)).isEmpty();
        assertThat(history.troubles()).isEmpty();
        assertThat(books).hasSizeGreaterThan(50);
        assertThat(workers)
                .allSatisfy(worker -> assertThat(stored(worker)).as(worker.name).isPositive());
    }

    private long stored(ScriptedWorker worker) {
        return history.events().stream()
                .filter(event -> event.what() == What.STORED && event.by().startsWith(worker.name + "#"))
                .count();
    }

    @Test
    void aJobHandedInAtOneRunsAtOnceOnAWorkerOfTheOther() throws Exception {
        var customer = new StudioCustomer("customer", List.of(one), history, 0);
        join(one, ScriptedWorker.Manner.working(BEAT, () -> Duration.ZERO));
        join(two, new ScriptedWorker.Manner(BEAT, List.of(Kind.AUDIO_TTS), () -> Duration.ZERO, () -> false));
        List<Long> took = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            long from = System.nanoTime();
            String job = customer.submit(one, "speech-" + i, "synthetic-tts", Map.of());
            took.add(history.await(What.OFFERED, job).nanos() - from);
            history.await(What.STORED, job);
        }

        long longest = TimeUnit.NANOSECONDS.toMillis(
                took.stream().mapToLong(Long::longValue).max().orElseThrow());
        long middle =
                TimeUnit.NANOSECONDS.toMillis(took.stream().sorted().toList().get(10));
        System.out.println(
                "handed in at one, offered by the other: middle " + middle + " ms, longest " + longest + " ms");
        assertThat(longest).as("milliseconds").isLessThan(3_000);
        assertThat(history.troubles()).isEmpty();
    }
}
