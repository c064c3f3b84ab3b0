package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Jobs as rows: every change of state is a compare-and-set. */
final class JdbcJobStore implements JobStore {
    private static final int LONGEST_ERROR = 4000;
    private static final int LONGEST_PROMPT = 1 << 20;
    private static final String INSERT = "insert into jobs (id, game_id, asset_name, model, kind, task, source, vram,"
            + " priority, owner_key, idempotency, preview, status, attempts, created_at, result_bytes, updated_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?)";
    private static final int TASKS_A_TRIP = 16;

    private final Dialect dialect;
    private final GroupCommit writer;
    private final Reader reader;
    private final Others others;
    private final Clock clock;
    private final String insert;

    JdbcJobStore(Dialect dialect, GroupCommit writer, Reader reader, Others others, Clock clock) {
        this.dialect = dialect;
        this.writer = writer;
        this.reader = reader;
        this.others = others;
        this.clock = clock;
        this.insert = dialect.returning(JobSql.COLUMNS, dialect.insertOnce(INSERT, "idempotency"));
    }

    @Override
    public CompletableFuture<Inserted> insert(NewJob job) {
        String once = once(job);
        String preview = Previews.of(job.task());
        Instant now = clock.instant();
        long size = (long) job.task().length() + job.source().length();
        return writer.writePatiently(
                statements -> {
                    if (once != null) {
                        Optional<StoredJob> earlier = earlier(statements, once);
                        if (earlier.isPresent()) {
                            return new Inserted(earlier.get(), false);
                        }
                    }
                    Optional<StoredJob> inserted = first(JobSql.bind(
                            statements.of(insert),
                            job.id(),
                            job.gameId(),
                            job.assetName(),
                            job.model(),
                            job.kind().wireName(),
                            job.task(),
                            job.source(),
                            job.vramGbEstimate(),
                            job.priority(),
                            job.owner(),
                            once,
                            preview,
                            job.hold() ? Status.PENDING : Status.QUEUED,
                            now,
                            now));
                    if (inserted.isPresent()) {
                        statements.tell(Others.JOB + job.id());
                        return new Inserted(inserted.get(), true);
                    }
                    // Another process made it between our look and our insert.
                    return new Inserted(
                            earlier(statements, String.valueOf(once))
                                    .orElseThrow(() -> new SQLException("a job is gone")),
                            false);
                },
                size);
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> claim(String jobId, String workerId, String claim, Instant at) {
        return change(
                jobId,
                "update jobs set status = 'claimed', claimed_by = ?, claim = ?, claimed_at = ?, started_at = null,"
                        + " last_worker = ?, updated_at = ? where id = ? and status = 'queued'",
                workerId,
                claim,
                at,
                workerId,
                at,
                jobId);
    }

    @Override
    public CompletableFuture<Boolean> started(String jobId, String claim, Instant at) {
        return change(
                        jobId,
                        "update jobs set started_at = ?, updated_at = ? where id = ? and claim = ? and status = 'claimed'",
                        at,
                        at,
                        jobId,
                        claim)
                .thenApply(Optional::isPresent);
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> complete(
            String jobId, String claim, @Nullable String prompt, String resultType, long resultBytes, Instant at) {
        return change(
                jobId,
                "update jobs set status = 'done', prompt = ?, result_type = ?, result_bytes = ?, completed_at = ?,"
                        + " last_error = null, updated_at = ? where id = ? and claim = ? and status = 'claimed'",
                // From a worker: one that is longer than any task must not stand in the way of the result.
                prompt == null ? null : Texts.shortened(prompt, LONGEST_PROMPT),
                resultType,
                resultBytes,
                at,
                at,
                jobId,
                claim);
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> release(
            String jobId, String claim, Status to, int attempts, @Nullable String error, Instant at) {
        return change(
                jobId,
                "update jobs set status = ?, attempts = ?, last_error = coalesce(?, last_error), claimed_by = null,"
                        + " claim = null, claimed_at = null, started_at = null, completed_at = ?, updated_at = ?"
                        + " where id = ? and claim = ? and status = 'claimed'",
                to,
                attempts,
                shortened(error),
                to == Status.FAILED ? at : null,
                at,
                jobId,
                claim);
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> cancel(String jobId, Instant at) {
        return change(
                jobId,
                "update jobs set status = 'cancelled', completed_at = ?, updated_at = ?, claim = null where id = ?"
                        + " and status in ('pending', 'queued', 'claimed')",
                at,
                at,
                jobId);
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> requeue(
            String jobId, List<Status> from, String source, double vramGbEstimate, Instant at) {
        return change(
                jobId,
                "update jobs set status = 'queued', source = ?, vram = ?, attempts = 0, claimed_by = null,"
                        + " claim = null, claimed_at = null, started_at = null, completed_at = null, last_error = null,"
                        + " updated_at = ? where id = ? and status in (" + words(from) + ")",
                source,
                vramGbEstimate,
                at,
                jobId);
    }

    @Override
    public Optional<StoredJob> find(String jobId) {
        return select("id = ?", List.of(jobId)).stream().findFirst();
    }

    @Override
    public Page list(Query query) {
        StringBuilder where = new StringBuilder("1 = 1");
        List<Object> values = new ArrayList<>();
        if (query.status() != null && !query.status().isEmpty()) {
            where.append(" and status in (").append(words(query.status())).append(')');
        }
        and(where, values, "model", query.model());
        and(where, values, "last_worker", query.worker());
        and(where, values, "owner_key", query.owner());
        if (query.cursor() != null) {
            where.append(" and seq < ?");
            values.add(Long.parseLong(query.cursor())); // NumberFormatException is what was promised
        }
        List<Listed> found = reader.rows(
                "select " + JobSql.LISTED + " from jobs where " + where + " order by seq desc limit "
                        + (query.limit() + 1),
                values,
                JobSql::listed);
        boolean more = found.size() > query.limit();
        List<Listed> page = more ? found.subList(0, query.limit()) : found;
        return new Page(
                page, more ? String.valueOf(page.get(page.size() - 1).job().seq()) : null);
    }

    @Override
    public List<Queued> queued(long afterSeq, int limit) {
        Map<String, String> sources = new HashMap<>(); // those of one model are alike
        return reader.rows(
                "select " + JobSql.QUEUED + " from jobs where status = 'queued' and seq > ? order by seq limit "
                        + limit,
                List.of(afterSeq),
                row -> JobSql.queued(row, source -> sources.computeIfAbsent(source, same -> same)));
    }

    @Override
    public List<Claimed> claimed() {
        return reader.rows(
                "select id, claim, claimed_by, claimed_at, attempts from jobs where status = 'claimed' order by seq",
                List.of(),
                row -> new Claimed(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        JobSql.instant(row, "claimed_at"),
                        row.getInt(5)));
    }

    @Override
    public void tasks(String containing, Consumer<String> task) {
        String which = "select seq, task from jobs where status in ('pending', 'queued', 'claimed')"
                + " and position(? in task) > 0 and seq > ? order by seq limit " + TASKS_A_TRIP;
        long after = Long.MIN_VALUE;
        List<Long> told;
        do {
            told = reader.rows(which, List.of(containing, after), row -> {
                task.accept(row.getString(2));
                return row.getLong(1);
            });
            after = told.isEmpty() ? after : told.get(told.size() - 1);
        } while (told.size() == TASKS_A_TRIP);
    }

    @Override
    public Map<Status, Long> counts() {
        Map<Status, Long> counts = new EnumMap<>(Status.class);
        reader.rows(
                        "select status, count(*) from jobs group by status",
                        List.of(),
                        row -> Map.entry(JobSql.status(row.getString(1)), row.getLong(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    @Override
    public AutoCloseable watchOthers(Consumer<@Nullable String> changed) {
        return others.jobs(changed);
    }

    private CompletableFuture<Optional<StoredJob>> change(String jobId, String sql, @Nullable Object... values) {
        String returning = dialect.returning(JobSql.COLUMNS, sql);
        return writer.write(statements -> {
            Optional<StoredJob> changed = first(JobSql.bind(statements.of(returning), values));
            if (changed.isPresent()) {
                statements.tell(Others.JOB + jobId);
            }
            return changed;
        });
    }

    private static Optional<StoredJob> earlier(Statements statements, String once) throws SQLException {
        return first(JobSql.bind(statements.of("select " + JobSql.COLUMNS + " from jobs where idempotency = ?"), once));
    }

    /** The same key of the same owner, and of nobody else. */
    private static @Nullable String once(NewJob job) {
        return job.idempotencyKey() == null ? null : Hashes.sha256(job.owner() + "\n" + job.idempotencyKey());
    }

    private static Optional<StoredJob> first(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(JobSql.row(rows)) : Optional.empty();
        }
    }

    private List<StoredJob> select(String where, List<?> values) {
        return reader.rows("select " + JobSql.COLUMNS + " from jobs where " + where, values, JobSql::row);
    }

    private static void and(StringBuilder where, List<Object> values, String column, @Nullable String value) {
        if (value != null) {
            where.append(" and ").append(column).append(" = ?");
            values.add(value);
        }
    }

    private static String words(List<Status> states) {
        // Words of our own: nothing that came from elsewhere.
        return states.isEmpty()
                ? "''"
                : String.join(
                        ", ", states.stream().map(s -> "'" + s.wireName() + "'").toList());
    }

    private static @Nullable String shortened(@Nullable String error) {
        return error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }
}
