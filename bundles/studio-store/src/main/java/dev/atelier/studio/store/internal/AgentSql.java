package dev.atelier.studio.store.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.UnitTask;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of agent tasks and their runs. */
final class AgentSql {
    static final String TASK =
            "id, seq, version, agent_task_id, repository_group, prompt, title, wanted_branch, remotes,"
                    + " agent_type, agent_model, made_by, status, phase, assignments, tries, session_id, base_commit, end_commit,"
                    + " branch, error_code, error, resume_session, follow_up, preferred_worker, created_at, updated_at";

    static final String RUN = "id, task_id, assignment, worker_id, state, error_code, error, exit_code, base_commit,"
            + " end_commit, branch, has_changes, changed_files, insertions, deletions, agent_session_id, input_tokens,"
            + " output_tokens, cost_usd, pending_questions, output_log, patch, cancel_wanted, secrets_released, created_at,"
            + " started_at, completed_at, seen_at, last_seq, event_chars";

    private AgentSql() {}

    static KeptTask task(ResultSet row) throws SQLException {
        String base = row.getString("base_commit");
        String code = row.getString("error_code");
        String followUp = row.getString("follow_up");
        String status = row.getString("status");
        KeptTask.Order order = new KeptTask.Order(
                row.getString("agent_task_id"),
                row.getString("repository_group"),
                row.getString("prompt"),
                row.getString("title"),
                row.getString("wanted_branch"),
                remotes(row.getString("remotes")),
                row.getString("agent_type"),
                row.getString("agent_model"),
                row.getString("made_by"));
        KeptTask.Standing standing = new KeptTask.Standing(
                UnitTask.Status.of(status)
                        .orElseThrow(() -> new SQLException("an agent task of the unknown status " + status)),
                KeptTask.Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT)),
                row.getInt("assignments"),
                row.getInt("tries"),
                row.getString("session_id"),
                base == null ? null : new KeptTask.Commits(base, row.getString("end_commit"), branch(row)),
                code == null ? null : new KeptTask.Trouble(code, text(row, "error")),
                followUp == null
                        ? null
                        : new KeptTask.FollowUp(
                                followUp, row.getString("resume_session"), text(row, "preferred_worker")));
        return new KeptTask(
                row.getString("id"),
                row.getLong("seq"),
                row.getInt("version"),
                order,
                standing,
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    static KeptRun run(ResultSet row) throws SQLException {
        return new KeptRun(
                row.getString("id"),
                new KeptRun.Place(row.getString("task_id"), row.getInt("assignment"), row.getString("worker_id")),
                KeptRun.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                new KeptRun.Outcome(
                        row.getString("error_code"),
                        row.getString("error"),
                        whole(row, "exit_code"),
                        work(row),
                        row.getString("agent_session_id"),
                        usage(row),
                        row.getInt("pending_questions"),
                        row.getString("output_log"),
                        KeptRun.Patch.valueOf(row.getString("patch").toUpperCase(Locale.ROOT))),
                row.getBoolean("cancel_wanted"),
                row.getBoolean("secrets_released"),
                new KeptRun.Times(
                        Instant.ofEpochMilli(row.getLong("created_at")),
                        JobSql.instant(row, "started_at"),
                        JobSql.instant(row, "completed_at"),
                        Instant.ofEpochMilli(row.getLong("seen_at"))),
                new KeptRun.Heard(row.getLong("last_seq"), row.getLong("event_chars")));
    }

    private static Report.@Nullable Work work(ResultSet row) throws SQLException {
        String base = row.getString("base_commit");
        return base == null
                ? null
                : new Report.Work(
                        base,
                        row.getString("end_commit"),
                        branch(row),
                        row.getBoolean("has_changes"),
                        row.getInt("changed_files"),
                        row.getInt("insertions"),
                        row.getInt("deletions"));
    }

    private static Report.@Nullable Usage usage(ResultSet row) throws SQLException {
        long in = row.getLong("input_tokens");
        if (row.wasNull()) {
            return null;
        }
        long out = row.getLong("output_tokens");
        double cost = row.getDouble("cost_usd");
        return new Report.Usage(in, out, row.wasNull() ? null : cost);
    }

    static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static String branch(ResultSet row) throws SQLException {
        return text(row, "branch");
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    static String write(List<AgentTask.BaseRemote> remotes) {
        ArrayNode json = Json.array();
        remotes.forEach(remote -> json.addObject().put("path", remote.path()).put("branch", remote.branch()));
        return Json.text(json);
    }

    private static List<AgentTask.BaseRemote> remotes(String text) throws SQLException {
        List<AgentTask.BaseRemote> remotes = new ArrayList<>();
        for (JsonNode each : list(text)) {
            remotes.add(new AgentTask.BaseRemote(
                    each.path("path").asText(), each.path("branch").asText()));
        }
        return remotes;
    }

    static String writeTexts(List<String> texts) {
        ArrayNode json = Json.array();
        texts.forEach(json::add);
        return Json.text(json);
    }

    static List<String> texts(String text) throws SQLException {
        List<String> texts = new ArrayList<>();
        list(text).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static JsonNode list(String text) throws SQLException {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new SQLException("a list in a row of agent work cannot be read", e);
        }
    }
}
