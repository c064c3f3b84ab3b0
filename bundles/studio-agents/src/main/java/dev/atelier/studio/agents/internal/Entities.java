package dev.atelier.studio.agents.internal;

import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.UnitTask;
import java.util.List;
import java.util.Objects;

/** Tasks in the words of the protocol. */
final class Entities {
    private Entities() {}

    /** @param work just assigned */
    static Assignment assignment(Work work) {
        KeptTask task = work.task();
        KeptTask.Order order = task.order();
        KeptRun run = Objects.requireNonNull(work.run(), "an assignment is a run");
        KeptTask.FollowUp followUp = task.standing().followUp();
        String conversation = followUp == null ? null : followUp.agentSession();
        AgentTask agentTask = new AgentTask(
                order.agentTaskId(),
                order.remotes(),
                List.of(new AgentTask.AgentSession(
                        run.id(),
                        order.agentTaskId(),
                        order.agentType(),
                        order.agentModel(),
                        null,
                        null,
                        null,
                        run.times().created())),
                order.agentType(),
                order.agentModel(),
                task.createdAt());
        return new Assignment(
                unit(task),
                agentTask,
                run.id(),
                String.valueOf(run.place().assignment()),
                followUp == null || conversation == null
                        ? null
                        : new Assignment.Resume(conversation, followUp.prompt()));
    }

    private static UnitTask unit(KeptTask task) {
        KeptTask.Order order = task.order();
        KeptTask.Commits commits = task.standing().commits();
        return new UnitTask(
                task.id(),
                order.repositoryGroup(),
                order.agentTaskId(),
                prompt(task),
                order.title(),
                order.branch() == null && commits != null ? commits.branch() : order.branch(),
                null,
                commits == null ? null : commits.base(),
                commits == null ? null : commits.end(),
                List.of(),
                task.standing().status(),
                task.createdAt(),
                task.updatedAt());
    }

    /** An agent that cannot go on with a conversation hears what is wanted with the task. */
    private static String prompt(KeptTask task) {
        KeptTask.FollowUp followUp = task.standing().followUp();
        return followUp == null || followUp.agentSession() != null
                ? task.order().prompt()
                : task.order().prompt() + "\n\n" + followUp.prompt();
    }
}
