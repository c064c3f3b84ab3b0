package dev.atelier.studio.store.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.store.api.JobStore.Listed;
import dev.atelier.studio.store.api.JobStore.Queued;
import dev.atelier.studio.store.api.StoredJob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The job's row, read and bound. */
final class JobSql {
    static final String COLUMNS = "seq, id, game_id, asset_name, model, kind, task, source, vram, priority, owner_key,"
            + " status, attempts, claimed_by, claim, created_at, claimed_at, started_at, completed_at, last_worker,"
            + " last_error, prompt, result_type, result_bytes, updated_at";

    /** Without what may be long. */
    static final String LISTED = COLUMNS.replace("task,", "'' as task,")
                    .replace("source,", "'' as source,")
                    .replace("prompt,", "null as prompt,")
            // Rows from before there were previews.
            + ", preview, case when preview is null then task end as whole";

    static final String QUEUED = "id, seq, kind, model, source, vram, priority, owner_key";

    private JobSql() {}

    static Listed listed(ResultSet row) throws SQLException {
        String preview = row.getString("preview");
        String whole = row.getString("whole");
        return new Listed(row(row), preview != null ? preview : whole == null ? "" : Previews.of(whole));
    }

    static Queued queued(ResultSet row, UnaryOperator<String> shared) throws SQLException {
        return new Queued(
                row.getString("id"),
                row.getLong("seq"),
                kind(row),
                row.getString("model"),
                shared.apply(row.getString("source")),
                row.getDouble("vram"),
                row.getInt("priority"),
                row.getString("owner_key"));
    }

    private static Kind kind(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        return Kind.ofWireName(kind).orElseThrow(() -> new SQLException("a job of the unknown kind " + kind));
    }

    static StoredJob row(ResultSet row) throws SQLException {
        return new StoredJob(
                row.getString("id"),
                row.getLong("seq"),
                row.getString("game_id"),
                row.getString("asset_name"),
                row.getString("model"),
                kind(row),
                row.getString("task"),
                row.getString("source"),
                row.getDouble("vram"),
                row.getInt("priority"),
                row.getString("owner_key"),
                status(row.getString("status")),
                row.getInt("attempts"),
                row.getString("claimed_by"),
                row.getString("claim"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "claimed_at"),
                instant(row, "started_at"),
                instant(row, "completed_at"),
                row.getString("last_worker"),
                row.getString("last_error"),
                row.getString("prompt"),
                row.getString("result_type"),
                row.getLong("result_bytes"),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    static StoredJob.Status status(String word) {
        return StoredJob.Status.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Binds texts, numbers, instants and nulls in their order. */
    static PreparedStatement bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                statement.setNull(i + 1, Types.NULL);
            } else if (value instanceof Instant instant) {
                statement.setLong(i + 1, instant.toEpochMilli());
            } else if (value instanceof StoredJob.Status status) {
                statement.setString(i + 1, status.wireName());
            } else if (value instanceof String text) {
                statement.setString(i + 1, Texts.storable(text));
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
