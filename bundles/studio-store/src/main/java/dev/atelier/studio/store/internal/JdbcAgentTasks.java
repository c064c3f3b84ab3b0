package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.agents.api.AgentTasks;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.wire.agent.api.UnitTask;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Agent tasks as rows. A rule reads a task, and what it makes of it is written if nobody changed the task meanwhile. */
final class JdbcAgentTasks implements AgentTasks {
    /** Each time some other studio has changed the same task: that many in a row do not happen. */
    private static final int ATTEMPTS = 100;

    private static final int LOOKED_AT = 200;
    private static final String FIND = "select " + AgentSql.TASK + " from agent_tasks where id = ?";
    private static final String RUN = "select " + AgentSql.RUN + " from agent_sessions where id = ?";
    private static final String OPEN = "('assigned', 'running', 'waiting_input')";

    private final GroupCommit writer;
    private final Reader reader;

    JdbcAgentTasks(GroupCommit writer, Reader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void create(KeptTask task) {
        KeptTask.Order order = task.order();
        writer.writeNow(statements -> {
            JobSql.bind(
                            statements.of(
                                    "insert into agent_tasks (id, version, agent_task_id, repository_group, prompt,"
                                            + " title, wanted_branch, remotes, agent_type, agent_model, made_by, status, phase,"
                                            + " assignments, tries, created_at, updated_at)"
                                            + " values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)"),
                            task.id(),
                            order.agentTaskId(),
                            order.repositoryGroup(),
                            order.prompt(),
                            order.title(),
                            order.branch(),
                            AgentSql.write(order.remotes()),
                            order.agentType(),
                            order.agentModel(),
                            order.madeBy(),
                            task.standing().status().wireName(),
                            word(task.standing().phase()),
                            task.createdAt(),
                            task.updatedAt())
                    .executeUpdate();
            return true;
        });
    }

    @Override
    public Optional<Work> find(String taskId) {
        return reader.rows(FIND, List.of(taskId), AgentSql::task).stream()
                .findFirst()
                .map(task -> new Work(
                        task,
                        Optional.ofNullable(task.standing().sessionId())
                                .flatMap(this::run)
                                .orElse(null)));
    }

    @Override
    public List<KeptTask> list(UnitTask.@Nullable Status status, long before, int limit) {
        List<Object> values = new ArrayList<>(List.of(before));
        String where = "";
        if (status != null) {
            where = " and status = ?";
            values.add(status.wireName());
        }
        values.add(limit);
        return reader.rows(
                "select " + AgentSql.TASK + " from agent_tasks where seq < ?" + where + " order by seq desc limit ?",
                values,
                AgentSql::task);
    }

    @Override
    public List<String> finished(Instant before, int limit) {
        return reader.rows(
                "select id from agent_tasks where phase = 'resting' and updated_at < ? and (status in ('done', 'rejected')"
                        + " or (status = 'in_progress' and error_code = 'TASK_CANCELLED')) order by seq limit ?",
                List.of(before.toEpochMilli(), limit),
                row -> row.getString(1));
    }

    @Override
    public <T> Optional<T> change(String taskId, Function<Work, Step<T>> rule) {
        return writer.writeNow(statements -> changed(statements, taskId, task -> true, rule));
    }

    @Override
    public <T> Optional<T> take(Predicate<KeptTask> fits, Function<Work, Step<T>> rule) {
        return writer.writeNow(statements -> {
            for (String id : waiting(statements, fits)) {
                Optional<T> taken = changed(
                        statements,
                        id,
                        task -> task.standing().phase() == KeptTask.Phase.QUEUED && fits.test(task),
                        rule);
                if (taken.isPresent()) {
                    return taken;
                }
            }
            return Optional.<T>empty();
        });
    }

    private static List<String> waiting(Statements statements, Predicate<KeptTask> fits) throws SQLException {
        List<String> ids = new ArrayList<>();
        PreparedStatement select = statements.of(
                "select " + AgentSql.TASK + " from agent_tasks where phase = 'queued' order by seq limit " + LOOKED_AT);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                KeptTask task = AgentSql.task(rows);
                if (fits.test(task)) {
                    ids.add(task.id());
                }
            }
        }
        return ids;
    }

    private static <T> Optional<T> changed(
            Statements statements, String taskId, Predicate<KeptTask> still, Function<Work, Step<T>> rule)
            throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Work before = work(statements, taskId);
            if (before == null || !still.test(before.task())) {
                return Optional.empty();
            }
            Step<T> step = rule.apply(before);
            if (AgentChanges.keep(statements, before.task(), step)) {
                return Optional.of(step.answer());
            }
        }
        throw new SQLException("an agent task is changed too often by others");
    }

    private static @Nullable Work work(Statements statements, String taskId) throws SQLException {
        KeptTask task;
        try (ResultSet rows = JobSql.bind(statements.of(FIND), taskId).executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            task = AgentSql.task(rows);
        }
        if (task.standing().sessionId() == null) {
            return new Work(task, null);
        }
        try (ResultSet rows =
                JobSql.bind(statements.of(RUN), task.standing().sessionId()).executeQuery()) {
            return new Work(task, rows.next() ? AgentSql.run(rows) : null);
        }
    }

    @Override
    public List<KeptRun> runs(String taskId) {
        return reader.rows(
                "select " + AgentSql.RUN + " from agent_sessions where task_id = ? order by seq",
                List.of(taskId),
                AgentSql::run);
    }

    @Override
    public Optional<KeptRun> run(String sessionId) {
        return reader.rows(RUN, List.of(sessionId), AgentSql::run).stream().findFirst();
    }

    @Override
    public Optional<String> patch(String sessionId) {
        return AgentPatches.read(reader, sessionId);
    }

    @Override
    public List<KeptRun> underWay() {
        return reader.rows(
                "select " + AgentSql.RUN + " from agent_sessions where completed_at is null and state in " + OPEN
                        + " order by seq",
                List.of(),
                AgentSql::run);
    }

    static String word(KeptTask.Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }
}
