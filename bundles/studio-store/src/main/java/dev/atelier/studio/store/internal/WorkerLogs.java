package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.WorkerStore.LogLine;
import dev.atelier.wire.api.LogEntry;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest lines of each worker, written in batches. */
final class WorkerLogs {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLogs.class);
    private static final int WAITING = 20_000;
    private static final int LONGEST_MESSAGE = 20_000;
    private static final int LONGEST_CATEGORY = 500;
    private static final int LONGEST_JOB = 64;
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int SECONDS_TO_WAIT = 5;

    private final GroupCommit writer;
    private final Reader reader;
    private final IntSupplier keep;
    private final List<Line> waiting = new ArrayList<>();
    private final Map<String, Integer> sincePruned = new HashMap<>();
    private final Object flushing = new Object();
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private long dropped;

    private record Line(String workerId, LogEntry entry) {}

    WorkerLogs(GroupCommit writer, Reader reader, IntSupplier keep) {
        this.writer = writer;
        this.reader = reader;
        this.keep = keep;
    }

    synchronized void add(String workerId, List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (waiting.size() >= WAITING) {
                dropped++; // a database that is gone must not fill the memory
            } else {
                waiting.add(new Line(workerId, entry));
            }
        }
    }

    /** Done when all that was added before is written. */
    CompletableFuture<?> flush() {
        synchronized (flushing) { // lines stay in order, whoever flushes
            last = written();
            return last;
        }
    }

    private CompletableFuture<?> written() {
        List<Line> lines;
        List<String> full;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return last;
            }
            lines = List.copyOf(waiting);
            waiting.clear();
            full = full(lines);
            if (dropped > 0) {
                LOG.atWarn().addKeyValue("lines", dropped).log("lines of workers were lost: too many waited");
                dropped = 0;
            }
        }
        int kept = keep.getAsInt();
        return writer.write(statements -> {
            insert(statements, lines);
            for (String worker : full) {
                prune(statements, worker, kept);
            }
            return true;
        });
    }

    /** Those that have a tenth more than they may keep. */
    private List<String> full(List<Line> lines) {
        int slack = Math.max(1, keep.getAsInt() / 10);
        lines.forEach(line -> sincePruned.merge(line.workerId(), 1, Integer::sum));
        List<String> full = sincePruned.entrySet().stream()
                .filter(each -> each.getValue() >= slack)
                .map(Map.Entry::getKey)
                .toList();
        full.forEach(sincePruned::remove);
        return full;
    }

    private static void insert(Statements statements, List<Line> lines) throws SQLException {
        PreparedStatement insert = statements.of("insert into worker_logs (worker_id, ts, level, category, message,"
                + " job_id) values (?, ?, ?, ?, ?, ?)");
        insert.clearBatch(); // a try before this one may have ended in the middle
        for (Line line : lines) {
            LogEntry entry = line.entry();
            String job = entry.jobId();
            JobSql.bind(
                            insert,
                            line.workerId(),
                            ChronoUnit.MICROS.between(Instant.EPOCH, plausible(entry.ts())),
                            entry.level().name(),
                            Texts.shortened(entry.category(), LONGEST_CATEGORY),
                            Texts.shortened(entry.message(), LONGEST_MESSAGE),
                            job == null ? null : Texts.shortened(job, LONGEST_JOB))
                    .addBatch();
        }
        insert.executeBatch();
    }

    /** By the worker's clock, which may say anything; three centuries are what microseconds are counted over. */
    private static Instant plausible(Instant at) {
        return at.isBefore(EARLIEST) ? EARLIEST : at.isAfter(LATEST) ? LATEST : at;
    }

    private static void prune(Statements statements, String worker, int kept) throws SQLException {
        JobSql.bind(
                        statements.of("delete from worker_logs where worker_id = ? and seq <= (select seq from"
                                + " worker_logs where worker_id = ? order by seq desc limit 1 offset ?)"),
                        worker,
                        worker,
                        kept)
                .executeUpdate();
    }

    List<LogLine> lines(
            String workerId, long after, LogEntry.@Nullable Level level, @Nullable String jobId, int limit) {
        await(flush());
        StringBuilder where = new StringBuilder("worker_id = ? and seq > ?");
        List<Object> values = new ArrayList<>(List.of(workerId, after));
        if (level != null) {
            // As urgent as this, or more.
            List<String> levels = Arrays.stream(LogEntry.Level.values())
                    .filter(each -> each.compareTo(level) >= 0)
                    .map(each -> "'" + each.name() + "'")
                    .toList();
            where.append(" and level in (").append(String.join(", ", levels)).append(')');
        }
        if (jobId != null) {
            where.append(" and job_id = ?");
            values.add(jobId);
        }
        List<LogLine> newestFirst = new ArrayList<>(reader.rows(
                "select " + WorkerSql.LOG + " from worker_logs where " + where + " order by seq desc limit " + limit,
                values,
                WorkerSql::line));
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static void await(CompletableFuture<?> flushed) {
        try {
            flushed.get(SECONDS_TO_WAIT, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("interrupted while reading", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreFailure("the lines of workers could not be written", e);
        }
    }
}
