package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.agents.api.AgentHosts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Workers for agent tasks as rows. */
final class JdbcAgentHosts implements AgentHosts {
    private static final String COLUMNS = "worker_id, name, instance_id, version, agents, max_tasks, last_beat";
    private static final int TIMES_TOLD = 3;
    private static final int AT_ONCE = 100;

    private final GroupCommit writer;
    private final Reader reader;

    JdbcAgentHosts(GroupCommit writer, Reader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void register(Host host) {
        writer.writeNow(statements -> {
            JobSql.bind(statements.of("delete from agent_workers where worker_id = ?"), host.workerId())
                    .executeUpdate();
            return JobSql.bind(
                            statements.of("insert into agent_workers (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?)"),
                            host.workerId(),
                            host.name(),
                            host.instanceId(),
                            host.version(),
                            AgentSql.writeTexts(host.agents()),
                            host.maxTasks(),
                            host.lastBeat())
                    .executeUpdate();
        });
    }

    @Override
    public boolean beat(String workerId, Instant at) {
        return changed("update agent_workers set last_beat = ? where worker_id = ?", at, workerId);
    }

    @Override
    public boolean unregister(String workerId) {
        return changed("delete from agent_workers where worker_id = ?", workerId);
    }

    private boolean changed(String sql, Object... values) {
        return writer.writeNow(
                statements -> JobSql.bind(statements.of(sql), values).executeUpdate() > 0);
    }

    @Override
    public Optional<Host> find(String workerId) {
        return reader
                .rows(
                        "select " + COLUMNS + " from agent_workers where worker_id = ?",
                        List.of(workerId),
                        JdbcAgentHosts::row)
                .stream()
                .findFirst();
    }

    @Override
    public List<Host> all() {
        return reader.rows("select " + COLUMNS + " from agent_workers order by name", List.of(), JdbcAgentHosts::row);
    }

    @Override
    public List<String> cleanups(String workerId) {
        List<String> known = reader.rows(
                "select task_id from agent_cleanups where worker_id = ? order by task_id limit ?",
                List.of(workerId, AT_ONCE),
                row -> row.getString("task_id"));
        return known.isEmpty() ? known : writer.writeNow(statements -> told(statements, workerId));
    }

    private static List<String> told(Statements statements, String workerId) throws SQLException {
        List<String> tasks = new ArrayList<>();
        try (ResultSet rows = JobSql.bind(
                        statements.of("select task_id from agent_cleanups where worker_id = ? order by task_id limit "
                                + AT_ONCE),
                        workerId)
                .executeQuery()) {
            while (rows.next()) {
                tasks.add(rows.getString("task_id"));
            }
        }
        for (String task : tasks) {
            JobSql.bind(
                            statements.of(
                                    "update agent_cleanups set told = told + 1 where worker_id = ? and task_id = ?"),
                            workerId,
                            task)
                    .executeUpdate();
        }
        JobSql.bind(statements.of("delete from agent_cleanups where worker_id = ? and told >= " + TIMES_TOLD), workerId)
                .executeUpdate();
        return tasks;
    }

    private static Host row(ResultSet row) throws SQLException {
        return new Host(
                row.getString("worker_id"),
                row.getString("name"),
                row.getString("instance_id"),
                row.getString("version"),
                AgentSql.texts(row.getString("agents")),
                row.getInt("max_tasks"),
                Instant.ofEpochMilli(row.getLong("last_beat")));
    }
}
