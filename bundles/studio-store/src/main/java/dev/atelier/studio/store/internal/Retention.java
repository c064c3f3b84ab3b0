package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoreFailure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of the oldest finished jobs, row and result together, a few at a time. */
final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_A_TIME = 100;
    private static final int A_SWEEP = 10_000;

    private final GroupCommit writer;
    private final Reader reader;
    private final ResultStore results;
    private final Supplier<StoreSettings> settings;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("studio-store-retention"));
    private volatile boolean closed;

    private record Old(String id, @Nullable String claim, long bytes) {}

    Retention(GroupCommit writer, Reader reader, ResultStore results, Supplier<StoreSettings> settings, Clock clock) {
        this.writer = writer;
        this.reader = reader;
        this.results = results;
        this.settings = settings;
        this.clock = clock;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    static Retention started(Room room, ResultStore results, Supplier<StoreSettings> settings, Clock clock) {
        Retention retention = new Retention(room.writer, room.reader(), results, settings, clock);
        retention.timer.scheduleWithFixedDelay(
                retention::pass, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return retention;
    }

    private void pass() {
        try {
            int gone = sweep();
            if (gone > 0) {
                LOG.atInfo().addKeyValue("jobs", gone).log("old jobs removed");
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("old jobs could not be removed");
        }
    }

    /** @return how many jobs went */
    int sweep() {
        StoreSettings now = settings.get();
        int gone = 0;
        if (!now.retention().isZero()) {
            long before = clock.instant().minus(now.retention()).toEpochMilli();
            gone += letGo("completed_at < " + before, Long.MAX_VALUE);
        }
        if (now.resultsBytes() > 0) {
            long over = kept() - now.resultsBytes();
            if (over > 0) {
                gone += letGo("completed_at is not null", over);
            }
        }
        return gone;
    }

    private long kept() {
        return reader.rows("select coalesce(sum(result_bytes), 0) from jobs", List.of(), row -> row.getLong(1))
                .get(0);
    }

    /** @param bytes of results to let go at least */
    private int letGo(String which, long bytes) {
        int gone = 0;
        long freed = 0;
        while (gone < A_SWEEP && freed < bytes && !closed) {
            List<Old> oldest = reader.rows(
                    "select id, claim, result_bytes from jobs where " + which
                            + " and status in ('done', 'failed', 'cancelled') order by completed_at, seq limit "
                            + AT_A_TIME,
                    List.of(),
                    row -> new Old(row.getString(1), row.getString(2), row.getLong(3)));
            if (oldest.isEmpty()) {
                break;
            }
            List<Old> going = new ArrayList<>();
            for (Old each : oldest) {
                if (freed < bytes) {
                    freed += each.bytes();
                    going.add(each);
                }
            }
            remove(going);
            gone += going.size();
        }
        return gone;
    }

    /** The row first: a result without a row is only lost space, a row without its result is a lie. */
    private void remove(List<Old> jobs) {
        writer.writeNow(statements -> {
            for (Old job : jobs) {
                statements.tell(Others.JOB + job.id());
                JobSql.bind(
                                statements.of(
                                        "delete from jobs where id = ? and status in ('done', 'failed', 'cancelled')"),
                                job.id())
                        .executeUpdate();
            }
            return true;
        });
        try {
            for (Old job : jobs) {
                if (job.claim() != null) {
                    results.delete(job.id(), job.claim());
                }
            }
        } catch (IOException e) {
            throw new StoreFailure("a result could not be removed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdown(); // not interrupted: an interrupted read closes an embedded database's file
    }
}
