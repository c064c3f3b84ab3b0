package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.jobs.api.WorkerLog.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WorkerLogRingTest {
    private final RecordingHub hub = new RecordingHub();
    private final WorkerLogRing log = new WorkerLogRing(hub, Clock.systemUTC());

    @Test
    void keepsTheNewestThousandAndNumbersThem() {
        for (int i = 1; i <= 1_010; i++) {
            log.append(Level.INFO, "test", "line " + i, null);
        }

        assertThat(log.seq()).isEqualTo(1_010);
        assertThat(log.after(0).entries())
                .hasSize(1_000)
                .extracting(WorkerLog.Entry::seq)
                .startsWith(11L);
        assertThat(log.after(1_008).entries())
                .extracting(WorkerLog.Entry::message)
                .containsExactly("line 1009", "line 1010");
        assertThat(log.after(1_010).entries()).isEmpty();
    }

    @Test
    void aNumberBeyondTheNewestGivesEverything() {
        log.append(Level.INFO, "test", "only", null);

        assertThat(log.after(99).entries()).hasSize(1);
    }

    @Test
    void longLinesAreCutAndTold() {
        log.append(Level.WARN, "test", "x".repeat(3_000), null);

        assertThat(log.after(0).entries().get(0).message()).hasSize(2_001).endsWith("…");
        assertThat(hub.of("log").get(0).path("level").asText()).isEqualTo("warn");
    }

    @Test
    void aJobKeepsItsNewestLinesAndCountsTheOthers() {
        log.jobs().open("job");
        for (int i = 1; i <= 405; i++) {
            log.append(Level.INFO, "test", "line " + i, "job");
        }
        log.append(Level.INFO, "test", "of another", "unknown");

        var view = log.jobs().of("job").orElseThrow();

        assertThat(view.lines()).hasSize(400);
        assertThat(view.dropped()).isEqualTo(5);
        assertThat(log.jobs().of("unknown")).isEmpty();
    }

    @Test
    void onlyTheNewestJobsHaveALog() {
        for (int i = 0; i < 130; i++) {
            log.jobs().open("job-" + i);
        }

        assertThat(log.jobs().of("job-1")).isEmpty();
        assertThat(log.jobs().of("job-2")).isPresent();
    }

    @Test
    void pagesAreFilteredByLevelAndText() {
        log.append(Level.INFO, "paint", "blue", null);
        log.append(Level.ERROR, "paint", "spilled", null);

        assertThat(LogJson.page(log.after(0), "warn", "").path("entries")).hasSize(1);
        assertThat(LogJson.page(log.after(0), "", "BLUE").path("entries")).hasSize(1);
        assertThat(LogJson.page(log.after(0), "", "paint").path("entries")).hasSize(2);
    }

    @Test
    void aFollowerHearsTheKeptLinesAndThenTheLaterOnesUntilItLeaves() {
        log.append(Level.INFO, "test", "kept", null);
        List<String> heard = new ArrayList<>();

        var following = log.follow(line -> heard.add(line.message()));
        log.append(Level.INFO, "test", "later", null);
        following.close();
        log.append(Level.INFO, "test", "too late", null);

        assertThat(heard).containsExactly("kept", "later");
    }

    @Test
    void aFollowerHearsEveryLineOnceAndInOrderWhoeverWrites() throws Exception {
        List<Long> heard = new ArrayList<>(); // only touched under the lock of the log
        var writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writing = new ArrayList<>();
            var go = new CyclicBarrier(5);
            for (int i = 0; i < 4; i++) {
                writing.add(writers.submit(() -> {
                    go.await();
                    for (int line = 0; line < 200; line++) {
                        log.append(Level.INFO, "test", "line", null);
                    }
                    return null;
                }));
            }

            go.await();
            log.follow(line -> heard.add(line.seq()));
            for (Future<?> one : writing) {
                one.get();
            }

            assertThat(heard)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 800).boxed().toList());
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void aFollowerThatFailsHurtsNobodyAndIsToldNothingMore() {
        List<String> heard = new ArrayList<>();
        var calls = new AtomicInteger();
        log.follow(line -> {
            calls.incrementAndGet();
            throw new IllegalStateException("gone");
        });
        log.follow(line -> heard.add(line.message()));

        log.append(Level.INFO, "test", "first", null);
        log.append(Level.INFO, "test", "second", null);

        assertThat(heard).containsExactly("first", "second");
        assertThat(calls).hasValue(1);
    }
}
