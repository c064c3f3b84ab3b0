package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentTasks.Ending;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.wire.agent.api.Report;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a rule has made of a task, with all that follows from it. */
final class AgentChanges {
    private static final int LONGEST_ERROR = 4000;
    private static final String UPDATE = "update agent_tasks set version = version + 1, status = ?, phase = ?,"
            + " assignments = ?, tries = ?, session_id = ?, base_commit = ?, end_commit = ?, branch = ?, error_code = ?,"
            + " error = ?, resume_session = ?, follow_up = ?, preferred_worker = ?, updated_at = ?"
            + " where id = ? and version = ?";
    private static final String UPDATE_RUN = "update agent_sessions set state = ?, error_code = ?, error = ?,"
            + " exit_code = ?, base_commit = ?, end_commit = ?, branch = ?, has_changes = ?, changed_files = ?,"
            + " insertions = ?, deletions = ?, agent_session_id = ?, input_tokens = ?, output_tokens = ?, cost_usd = ?,"
            + " pending_questions = ?, output_log = ?, patch = ?, cancel_wanted = ?, secrets_released = ?, started_at = ?,"
            + " completed_at = ?, seen_at = ?, last_seq = ?, event_chars = ? where id = ?";
    private static final String INSERT_RUN = "insert into agent_sessions (id, task_id, assignment, worker_id, state,"
            + " pending_questions, patch, cancel_wanted, secrets_released, created_at, seen_at, last_seq, event_chars)"
            + " values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0, 0)";

    private AgentChanges() {}

    /** False when somebody has changed the task meanwhile, and nothing was written. */
    static boolean keep(Statements statements, KeptTask before, Step<?> step) throws SQLException {
        Work now = step.now();
        if (now == null) {
            return true;
        }
        if (!task(statements, before, now.task())) {
            return false;
        }
        if (now.run() != null) {
            run(statements, now.run());
        }
        events(statements, now.run(), step.events());
        if (now.run() != null && step.patch() != null) {
            AgentPatches.write(statements, now.run().id(), step.patch());
        }
        if (step.ending() != Ending.NONE) {
            cleanup(statements, before.id());
        }
        if (step.ending() == Ending.GONE) {
            remove(statements, before.id());
        }
        return true;
    }

    private static boolean task(Statements statements, KeptTask before, KeptTask now) throws SQLException {
        KeptTask.Standing standing = now.standing();
        KeptTask.Commits commits = standing.commits();
        KeptTask.Trouble trouble = standing.trouble();
        KeptTask.FollowUp followUp = standing.followUp();
        return JobSql.bind(
                                statements.of(UPDATE),
                                standing.status().wireName(),
                                JdbcAgentTasks.word(standing.phase()),
                                standing.assignments(),
                                standing.tries(),
                                standing.sessionId(),
                                commits == null ? null : commits.base(),
                                commits == null ? null : commits.end(),
                                commits == null ? null : commits.branch(),
                                trouble == null ? null : trouble.code(),
                                trouble == null ? null : Texts.shortened(trouble.message(), LONGEST_ERROR),
                                followUp == null ? null : followUp.agentSession(),
                                followUp == null ? null : followUp.prompt(),
                                followUp == null ? null : followUp.worker(),
                                now.updatedAt(),
                                before.id(),
                                before.version())
                        .executeUpdate()
                > 0;
    }

    private static void run(Statements statements, KeptRun run) throws SQLException {
        if (update(statements, run) == 0) {
            JobSql.bind(
                            statements.of(INSERT_RUN),
                            run.id(),
                            run.place().taskId(),
                            run.place().assignment(),
                            run.place().workerId(),
                            run.state().wireName(),
                            run.outcome().patch().wireName(),
                            run.cancelWanted(),
                            run.secretsReleased(),
                            run.times().created(),
                            run.times().seen())
                    .executeUpdate();
        }
        if (run.state().over()) {
            JobSql.bind(
                            statements.of("update agent_questions set status = 'cancelled'"
                                    + " where session_id = ? and status = 'pending'"),
                            run.id())
                    .executeUpdate();
            JobSql.bind(statements.of("update agent_questions set sealed = null where session_id = ?"), run.id())
                    .executeUpdate();
        }
    }

    private static int update(Statements statements, KeptRun run) throws SQLException {
        KeptRun.Outcome outcome = run.outcome();
        Report.Work work = outcome.work();
        Report.Usage usage = outcome.usage();
        String error = outcome.error();
        return JobSql.bind(
                        statements.of(UPDATE_RUN),
                        run.state().wireName(),
                        outcome.errorCode(),
                        error == null ? null : Texts.shortened(error, LONGEST_ERROR),
                        outcome.exitCode(),
                        work == null ? null : work.baseCommit(),
                        work == null ? null : work.endCommit(),
                        work == null ? null : work.branchName(),
                        work == null ? null : work.hasChanges(),
                        work == null ? null : work.changedFiles(),
                        work == null ? null : work.insertions(),
                        work == null ? null : work.deletions(),
                        outcome.agentSessionId(),
                        usage == null ? null : usage.inputTokens(),
                        usage == null ? null : usage.outputTokens(),
                        usage == null ? null : usage.costUsd(),
                        outcome.pendingQuestions(),
                        outcome.outputLog(),
                        outcome.patch().wireName(),
                        run.cancelWanted(),
                        run.secretsReleased(),
                        run.times().started(),
                        run.times().completed(),
                        run.times().seen(),
                        run.heard().lastSeq(),
                        run.heard().chars(),
                        run.id())
                .executeUpdate();
    }

    private static void events(Statements statements, @Nullable KeptRun run, List<AgentEvents.Kept> events)
            throws SQLException {
        if (run == null || events.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of(
                "insert into agent_events (session_id, seq, at, source, event, meta) values (?, ?, ?, ?, ?, ?)");
        for (AgentEvents.Kept event : events) {
            JobSql.bind(
                            insert,
                            run.id(),
                            event.seq(),
                            event.timestamp(),
                            event.source().wireName(),
                            event.event(),
                            event.meta())
                    .addBatch();
        }
        insert.executeBatch();
    }

    /** Every worker that has had the task has something of it. */
    private static void cleanup(Statements statements, String taskId) throws SQLException {
        JobSql.bind(
                        statements.of("insert into agent_cleanups (task_id, worker_id, told)"
                                + " select distinct task_id, worker_id, 0 from agent_sessions s where task_id = ?"
                                + " and not exists (select 1 from agent_cleanups c"
                                + " where c.task_id = s.task_id and c.worker_id = s.worker_id)"),
                        taskId)
                .executeUpdate();
    }

    private static void remove(Statements statements, String taskId) throws SQLException {
        for (String sql : List.of(
                "delete from agent_patches where session_id in (select id from agent_sessions where task_id = ?)",
                "delete from agent_events where session_id in (select id from agent_sessions where task_id = ?)",
                "delete from agent_questions where task_id = ?",
                "delete from agent_sessions where task_id = ?",
                "delete from agent_tasks where id = ?")) {
            JobSql.bind(statements.of(sql), taskId).executeUpdate();
        }
    }
}
