package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentFormats;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.git.Order;
import dev.atelier.engine.agent.launch.AgentProgram;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.AgentTask.AgentSession;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.Assignment.Resume;
import dev.atelier.wire.agent.api.UnitTask;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of one agent, as it was ordered.
 *
 * @param model null to leave it to the agent
 * @param prompt for an agent that knows nothing of it yet
 * @param title blank when the task has none
 * @param branch null to name it after the template
 * @param assignmentId null where the server tells workers apart in no such way
 * @param resume how earlier work goes on; null for the first
 */
public record AgentJob(
        String taskId,
        String sessionId,
        AgentProgram agent,
        @Nullable String model,
        String prompt,
        String title,
        @Nullable String branch,
        List<AgentTask.BaseRemote> remotes,
        @Nullable String assignmentId,
        @Nullable Again resume) {
    /**
     * More to do on what a run of before has left.
     *
     * @param conversation the agent's own name of it; null for an agent that keeps none
     * @param prompt what is said next, to an agent that knows what was said before
     * @param made as the server has it; null when it has no result, or tells none
     */
    public record Again(@Nullable String conversation, String prompt, Order.@Nullable Made made) {}

    private static final String USUAL = "claude_code";

    public AgentJob {
        remotes = List.copyOf(remotes);
    }

    /** @throws AgentFailure when it names what this worker does not know, or what no path may hold */
    public static AgentJob of(Assignment assignment) throws AgentFailure {
        AgentTask task = assignment.agentTask();
        Optional<AgentSession> session = session(assignment);
        String type = session.map(AgentSession::agentType)
                .or(() -> Optional.ofNullable(task.agentType()))
                .orElse(USUAL);
        AgentProgram agent = AgentPrograms.of(type);
        if (agent == null || !AgentFormats.types().contains(type)) {
            throw new AgentFailure(ErrorCode.CONFIG_INVALID, "this worker knows no agent of the type " + type);
        }
        Resume resume = assignment.resume();
        String sessionId = Optional.ofNullable(assignment.sessionId())
                .or(() -> session.map(AgentSession::id))
                .orElseGet(() -> UUID.randomUUID().toString());
        String title = assignment.task().title();
        try {
            Order.checked(assignment.task().id());
            Order.checked(sessionId);
        } catch (IllegalArgumentException e) {
            throw new AgentFailure(ErrorCode.CONFIG_INVALID, "the ids of this task are none", e);
        }
        if (task.baseRemotes().isEmpty()) {
            throw new AgentFailure(ErrorCode.CONFIG_INVALID, "the task names no repository");
        }
        return new AgentJob(
                assignment.task().id(),
                sessionId,
                agent,
                session.map(AgentSession::agentModel)
                        .or(() -> Optional.ofNullable(task.agentModel()))
                        .orElse(null),
                whole(assignment.task().prompt(), resume),
                title == null ? "" : title,
                assignment.task().branchName(),
                task.baseRemotes(),
                assignment.assignmentId(),
                again(assignment.task(), resume));
    }

    /** A task that has a result already has come back for changes, whether or not its agent keeps conversations. */
    private static @Nullable Again again(UnitTask task, @Nullable Resume resume) {
        String base = task.baseCommit();
        String end = task.endCommit();
        if (resume == null && end == null) {
            return null;
        }
        Order.Made made = base == null || end == null ? null : new Order.Made(base, end);
        return resume == null
                ? new Again(null, task.prompt(), made)
                : new Again(resume.agentSessionId(), resume.prompt(), made);
    }

    /** What is wanted next goes with what was wanted first, unless it is the same once more. */
    private static String whole(String task, @Nullable Resume resume) {
        return resume == null || resume.prompt().equals(task) ? task : task + "\n\n" + resume.prompt();
    }

    private static Optional<AgentSession> session(Assignment assignment) {
        List<AgentSession> sessions = assignment.agentTask().sessions();
        String wanted = assignment.sessionId();
        return wanted == null
                ? sessions.stream().filter(each -> each.completedAt() == null).findFirst()
                : sessions.stream().filter(each -> each.id().equals(wanted)).findFirst();
    }

    /** A prompt may hold anything. */
    @Override
    public String toString() {
        return "AgentJob[" + taskId + ", " + sessionId + ", " + agent.type() + "]";
    }
}
