package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.WorkerStore.LogLine;
import dev.atelier.studio.store.api.WorkerStore.Request;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import dev.atelier.wire.api.LogEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The rows of workers, of requests to be one, and of their logs. */
final class WorkerSql {
    static final String REQUEST = "id, install_id, secret_hash, capabilities, user_agent, address, created_at, state,"
            + " reason, worker_id, decided_by, decided_at";
    static final String WORKER =
            "id, install_id, label, enabled, capabilities, user_agent, approved_at, approved_by, last_seen";
    static final String LOG = "seq, ts, level, category, message, job_id";

    private WorkerSql() {}

    static Request request(ResultSet row) throws SQLException {
        return new Request(
                row.getString("id"),
                row.getString("install_id"),
                row.getString("secret_hash"),
                CapabilitiesText.read(row.getString("capabilities")),
                row.getString("user_agent"),
                row.getString("address"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Request.State.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getString("worker_id"),
                row.getString("decided_by"),
                JobSql.instant(row, "decided_at"));
    }

    static Worker worker(ResultSet row) throws SQLException {
        return new Worker(
                row.getString("id"),
                row.getString("install_id"),
                row.getString("label"),
                row.getBoolean("enabled"),
                CapabilitiesText.read(row.getString("capabilities")),
                row.getString("user_agent"),
                Instant.ofEpochMilli(row.getLong("approved_at")),
                row.getString("approved_by"),
                JobSql.instant(row, "last_seen"));
    }

    static LogLine line(ResultSet row) throws SQLException {
        return new LogLine(
                row.getLong("seq"),
                new LogEntry(
                        Instant.EPOCH.plus(row.getLong("ts"), ChronoUnit.MICROS),
                        LogEntry.Level.valueOf(row.getString("level")),
                        row.getString("category"),
                        row.getString("message"),
                        row.getString("job_id")));
    }
}
