package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.agents.api.AgentQuestions;
import dev.atelier.wire.agent.api.Question;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions as rows; who answers or closes one does so by compare-and-set. */
final class JdbcAgentQuestions implements AgentQuestions {
    private static final String COLUMNS =
            "q.id, q.task_id, q.session_id, q.worker_id, q.prompt, q.input_type, q.options, q.status, q.sealed,"
                    + " q.created_at, q.responded_at";

    private final GroupCommit writer;
    private final Reader reader;

    JdbcAgentQuestions(GroupCommit writer, Reader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void add(Kept kept) {
        Question question = kept.question();
        writer.writeNow(statements -> {
            JobSql.bind(
                            statements.of("insert into agent_questions (id, task_id, session_id, worker_id, prompt,"
                                    + " input_type, options, status, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                            question.id(),
                            question.taskId(),
                            question.sessionId(),
                            kept.workerId(),
                            question.prompt(),
                            question.type().wireName(),
                            AgentSql.writeTexts(question.options()),
                            question.status().wireName(),
                            question.createdAt())
                    .executeUpdate();
            return true;
        });
    }

    @Override
    public Optional<Kept> find(String id) {
        return reader
                .rows(
                        "select " + COLUMNS + " from agent_questions q where q.id = ?",
                        List.of(id),
                        JdbcAgentQuestions::row)
                .stream()
                .findFirst();
    }

    @Override
    public List<Kept> list(Question.@Nullable Status status, int limit) {
        return status == null
                ? reader.rows(
                        "select " + COLUMNS + " from agent_questions q order by q.seq desc limit ?",
                        List.of(limit),
                        JdbcAgentQuestions::row)
                : reader.rows(
                        "select " + COLUMNS + " from agent_questions q where q.status = ? order by q.seq desc limit ?",
                        List.of(status.wireName(), limit),
                        JdbcAgentQuestions::row);
    }

    @Override
    public List<Kept> answered(String workerId) {
        return reader.rows(
                "select " + COLUMNS + " from agent_questions q join agent_sessions s on s.id = q.session_id"
                        + " where s.completed_at is null and q.worker_id = ? and q.status = 'responded'"
                        + " and q.sealed is not null order by q.seq",
                List.of(workerId),
                JdbcAgentQuestions::row);
    }

    @Override
    public boolean answer(String id, String sealed, Instant at) {
        return changed(
                "update agent_questions set status = 'responded', sealed = ?, responded_at = ?"
                        + " where id = ? and status = 'pending'",
                sealed,
                at,
                id);
    }

    @Override
    public boolean close(String id, Question.Status as, Instant at) {
        return changed("update agent_questions set status = ? where id = ? and status = 'pending'", as.wireName(), id);
    }

    private boolean changed(String sql, Object... values) {
        return writer.writeNow(
                statements -> JobSql.bind(statements.of(sql), values).executeUpdate() > 0);
    }

    private static Kept row(ResultSet row) throws SQLException {
        Question question = new Question(
                row.getString("id"),
                row.getString("task_id"),
                row.getString("session_id"),
                row.getString("prompt"),
                Question.Type.valueOf(row.getString("input_type").toUpperCase(Locale.ROOT)),
                AgentSql.texts(row.getString("options")),
                Question.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                null,
                Instant.ofEpochMilli(row.getLong("created_at")),
                JobSql.instant(row, "responded_at"));
        return new Kept(question, row.getString("worker_id"), row.getString("sealed"));
    }
}
