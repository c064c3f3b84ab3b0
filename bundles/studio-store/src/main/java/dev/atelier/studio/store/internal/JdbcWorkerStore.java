package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Request.State;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.LogEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Workers as rows. What they say often is written behind, see {@link Sightings} and {@link WorkerLogs}. */
final class JdbcWorkerStore implements WorkerStore {
    private static final int LONGEST_REASON = 4000;

    private final GroupCommit writer;
    private final Reader reader;
    private final Sightings sightings;
    private final WorkerLogs logs;

    JdbcWorkerStore(GroupCommit writer, Reader reader, Sightings sightings, WorkerLogs logs) {
        this.writer = writer;
        this.reader = reader;
        this.sightings = sightings;
        this.logs = logs;
    }

    @Override
    public Request register(
            String installId,
            String secretHash,
            Capabilities capabilities,
            String userAgent,
            String address,
            Instant at) {
        String id = "rr-" + UUID.randomUUID();
        return writer.writeNow(statements -> {
            List<Request> pending =
                    requests(statements, "install_id = ? and state = 'PENDING' order by seq", installId);
            for (Request earlier : pending) {
                if (Hashes.same(earlier.secretHash(), secretHash)) {
                    return earlier;
                }
            }
            JobSql.bind(
                            statements.of(
                                    "update requests set state = 'SUPERSEDED' where install_id = ? and state = 'PENDING'"),
                            installId)
                    .executeUpdate();
            JobSql.bind(
                            statements.of("insert into requests (id, install_id, secret_hash, capabilities, user_agent,"
                                    + " address, created_at, state) values (?, ?, ?, ?, ?, ?, ?, 'PENDING')"),
                            id,
                            installId,
                            secretHash,
                            CapabilitiesText.of(capabilities),
                            userAgent,
                            address,
                            at)
                    .executeUpdate();
            return requests(statements, "id = ?", id).get(0);
        });
    }

    @Override
    public Optional<Request> request(String requestId) {
        return reader
                .rows(
                        "select " + WorkerSql.REQUEST + " from requests where id = ?",
                        List.of(requestId),
                        WorkerSql::request)
                .stream()
                .findFirst();
    }

    @Override
    public List<Request> pending() {
        return reader.rows(
                "select " + WorkerSql.REQUEST + " from requests where state = 'PENDING' order by seq",
                List.of(),
                WorkerSql::request);
    }

    @Override
    public int pendingCount() {
        return count("", List.of());
    }

    @Override
    public int pendingFrom(String address) {
        return count(" and address = ?", List.of(address));
    }

    private int count(String where, List<?> values) {
        return reader.rows(
                        "select count(*) from requests where state = 'PENDING'" + where, values, row -> row.getInt(1))
                .get(0);
    }

    @Override
    public Optional<Worker> approve(String requestId, String by, Instant at) {
        String id = UUID.randomUUID().toString();
        return writer.writeNow(statements -> {
            if (!decide(statements, requestId, State.APPROVED, null, id, by, at)) {
                return Optional.empty();
            }
            Request request = requests(statements, "id = ?", requestId).get(0);
            JobSql.bind(
                            statements.of("insert into workers (id, install_id, enabled, capabilities, user_agent,"
                                    + " approved_at, approved_by) values (?, ?, true, ?, ?, ?, ?)"),
                            id,
                            request.installId(),
                            CapabilitiesText.of(request.capabilities()),
                            request.userAgent(),
                            at,
                            by)
                    .executeUpdate();
            return Optional.of(new Worker(
                    id, request.installId(), null, true, request.capabilities(), request.userAgent(), at, by, null));
        });
    }

    @Override
    public boolean reject(String requestId, String reason, String by, Instant at) {
        return writer.writeNow(statements ->
                decide(statements, requestId, State.REJECTED, Texts.shortened(reason, LONGEST_REASON), null, by, at));
    }

    private static boolean decide(
            Statements statements,
            String requestId,
            State state,
            @Nullable String reason,
            @Nullable String workerId,
            String by,
            Instant at)
            throws SQLException {
        return JobSql.bind(
                                statements.of(
                                        "update requests set state = ?, reason = ?, worker_id = ?, decided_by = ?,"
                                                + " decided_at = ? where id = ? and state = 'PENDING'"),
                                state.name(),
                                reason,
                                workerId,
                                by,
                                at,
                                requestId)
                        .executeUpdate()
                > 0;
    }

    @Override
    public boolean tokenIssued(String workerId, String tokenHash, Instant at) {
        return changed("update workers set token_hash = ? where id = ?", tokenHash, workerId);
    }

    @Override
    public boolean tokenMatches(String workerId, String token) {
        List<String> hash = reader.rows(
                "select token_hash from workers where id = ? and token_hash is not null",
                List.of(workerId),
                row -> row.getString(1));
        // Hashed and compared for unknown workers too, so that the time it takes tells nothing.
        return Hashes.same(hash.isEmpty() ? "" : hash.get(0), Hashes.sha256(token));
    }

    @Override
    public Optional<Worker> byToken(String token) {
        return reader
                .rows(
                        "select " + WorkerSql.WORKER + " from workers where token_hash = ?",
                        List.of(Hashes.sha256(token)),
                        WorkerSql::worker)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Worker> worker(String workerId) {
        return reader
                .rows("select " + WorkerSql.WORKER + " from workers where id = ?", List.of(workerId), WorkerSql::worker)
                .stream()
                .findFirst();
    }

    @Override
    public List<Worker> workers() {
        return reader.rows("select " + WorkerSql.WORKER + " from workers order by seq", List.of(), WorkerSql::worker);
    }

    @Override
    public void seen(String workerId, Capabilities capabilities, Instant at) {
        sightings.seen(workerId, capabilities, at);
    }

    @Override
    public boolean label(String workerId, @Nullable String label) {
        return changed("update workers set label = ? where id = ?", label, workerId);
    }

    @Override
    public boolean enable(String workerId, boolean enabled) {
        return changed("update workers set enabled = ? where id = ?", enabled, workerId);
    }

    @Override
    public boolean delete(String workerId) {
        boolean deleted = writer.writeNow(statements -> {
            JobSql.bind(statements.of("delete from worker_logs where worker_id = ?"), workerId)
                    .executeUpdate();
            // Its approved request goes too: a poll must not bring a worker back that is gone.
            JobSql.bind(statements.of("delete from requests where worker_id = ?"), workerId)
                    .executeUpdate();
            return JobSql.bind(statements.of("delete from workers where id = ?"), workerId)
                            .executeUpdate()
                    > 0;
        });
        sightings.forget(workerId);
        return deleted;
    }

    @Override
    public void log(String workerId, List<LogEntry> entries) {
        logs.add(workerId, entries);
    }

    @Override
    public List<LogLine> log(
            String workerId, long after, LogEntry.@Nullable Level level, @Nullable String jobId, int limit) {
        return logs.lines(workerId, after, level, jobId, limit);
    }

    private boolean changed(String sql, @Nullable Object... values) {
        return writer.writeNow(
                statements -> JobSql.bind(statements.of(sql), values).executeUpdate() > 0);
    }

    private static List<Request> requests(Statements statements, String where, String value) throws SQLException {
        List<Request> found = new ArrayList<>();
        try (ResultSet rows = JobSql.bind(
                        statements.of("select " + WorkerSql.REQUEST + " from requests where " + where), value)
                .executeQuery()) {
            while (rows.next()) {
                found.add(WorkerSql.request(rows));
            }
        }
        return found;
    }
}
