package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    /** Whoever was turned down hears of it for so long. */
    private static final Duration DECIDED = Duration.ofDays(7);

    private static final Duration UNDECIDED = Duration.ofDays(30);
    private static final int AT_A_TIME = 100;
    private static final int A_SWEEP = 10_000;

    private final GroupCommit writer;
    private final Reader reader;
    private final ResultStore results;
    private final Supplier<StoreSettings> settings;
    private final Clock clock;
    private final @Nullable Strays strays;
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
        // A bucket has rules of its own for what is old.
        this.strays = results instanceof FileResults files ? files.strays(reader, clock) : null;
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
            expire();
            if (strays != null) {
                strays.next();
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("what is old could not be removed");
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
        for (Old job : jobs) {
            if (job.claim() != null) {
                removeResult(job.id(), job.claim());
            }
        }
    }

    private void removeResult(String jobId, String claim) {
        try {
            results.delete(jobId, claim);
        } catch (IOException | RuntimeException e) {
            // Only lost space; the others are removed all the same.
            LOG.atWarn().addKeyValue("jobId", jobId).setCause(e).log("the result of an old job stays");
        }
    }

    /** Requests to be a worker that came to nothing. @return how many went */
    int expire() {
        Instant now = clock.instant();
        long decided = now.minus(DECIDED).toEpochMilli();
        long undecided = now.minus(UNDECIDED).toEpochMilli();
        String which = " from requests where (state in ('SUPERSEDED', 'REJECTED')"
                + " and coalesce(decided_at, created_at) < ?) or (state = 'PENDING' and created_at < ?)";
        long old = reader.rows("select count(*)" + which, List.of(decided, undecided), row -> row.getLong(1))
                .get(0);
        return old == 0
                ? 0 // most of the time: nothing is written
                : writer.writeNow(statements -> JobSql.bind(statements.of("delete" + which), decided, undecided)
                        .executeUpdate());
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdown(); // not interrupted: an interrupted read closes an embedded database's file
    }
}
