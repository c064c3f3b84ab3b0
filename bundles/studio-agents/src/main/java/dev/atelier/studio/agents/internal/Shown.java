package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.atelier.common.api.Json;
import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentHosts.Host;
import dev.atelier.studio.store.agents.api.AgentQuestions;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.studio.store.agents.api.SealedSecrets.Sealed;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What operators see. No answer to a question is ever part of it, nor the value of a secret. */
final class Shown {
    private Shown() {}

    static ObjectNode task(KeptTask task) {
        KeptTask.Order order = task.order();
        KeptTask.Standing standing = task.standing();
        ObjectNode json = Json.object()
                .put("taskId", task.id())
                .put("status", standing.status().wireName())
                .put("phase", standing.phase().name().toLowerCase(Locale.ROOT))
                .put("title", order.title())
                .put("prompt", order.prompt())
                .put("group", order.repositoryGroup())
                .put("agentType", order.agentType())
                .put("agentModel", order.agentModel());
        ArrayNode repositories = json.putArray("repositories");
        order.remotes()
                .forEach(remote ->
                        repositories.addObject().put("path", remote.path()).put("branch", remote.branch()));
        KeptTask.Commits commits = standing.commits();
        KeptTask.Trouble trouble = standing.trouble();
        return json.put("assignments", standing.assignments())
                .put("sessionId", standing.sessionId())
                .put("baseCommit", commits == null ? null : commits.base())
                .put("endCommit", commits == null ? null : commits.end())
                .put("branch", commits == null ? order.branch() : commits.branch())
                .put("errorCode", trouble == null ? null : trouble.code())
                .put("error", trouble == null ? null : trouble.message())
                .put("createdBy", order.madeBy())
                .put("createdAt", task.createdAt().toString())
                .put("updatedAt", task.updatedAt().toString());
    }

    static ObjectNode run(KeptRun run) {
        KeptRun.Outcome outcome = run.outcome();
        ObjectNode json = Json.object()
                .put("sessionId", run.id())
                .put("taskId", run.place().taskId())
                .put("assignment", run.place().assignment())
                .put("workerId", run.place().workerId())
                .put("state", run.state().wireName())
                .put("cancelWanted", run.cancelWanted())
                .put("errorCode", outcome.errorCode())
                .put("error", outcome.error())
                .put("exitCode", outcome.exitCode())
                .put("pendingQuestions", outcome.pendingQuestions())
                .put("hasPatch", outcome.patch() == KeptRun.Patch.KEPT)
                .put("patchOmitted", patchOmitted(run))
                .put("lastSeq", run.heard().lastSeq())
                .put("createdAt", run.times().created().toString())
                .put("startedAt", text(run.times().started()))
                .put("completedAt", text(run.times().completed()))
                .put("seenAt", run.times().seen().toString());
        Report.Work work = outcome.work();
        if (work != null) {
            json.put("baseCommit", work.baseCommit())
                    .put("endCommit", work.endCommit())
                    .put("branch", work.branchName())
                    .put("hasChanges", work.hasChanges())
                    .put("changedFiles", work.changedFiles())
                    .put("insertions", work.insertions())
                    .put("deletions", work.deletions());
        }
        Report.Usage usage = outcome.usage();
        if (usage != null) {
            json.putObject("usage")
                    .put("inputTokens", usage.inputTokens())
                    .put("outputTokens", usage.outputTokens())
                    .put("costUsd", usage.costUsd());
        }
        return json;
    }

    /** Null where there is one, or may be one yet. */
    private static @Nullable String patchOmitted(KeptRun run) {
        KeptRun.Patch patch = run.outcome().patch();
        return patch == KeptRun.Patch.KEPT || !run.state().over() ? null : patch.wireName();
    }

    static ObjectNode event(AgentEvents.Kept event) {
        ObjectNode json = Json.object()
                .put("seq", event.seq())
                .put("timestamp", event.timestamp().toString())
                .put("source", event.source().wireName());
        json.putRawValue("event", new RawValue(event.event()));
        if (event.meta() != null) {
            json.putRawValue("meta", new RawValue(event.meta()));
        }
        return json;
    }

    static ObjectNode question(AgentQuestions.Kept kept) {
        Question question = kept.question();
        ObjectNode json = Json.object()
                .put("questionId", question.id())
                .put("taskId", question.taskId())
                .put("sessionId", question.sessionId())
                .put("workerId", kept.workerId())
                .put("prompt", question.prompt())
                .put("type", question.type().wireName());
        question.options().forEach(json.putArray("options")::add);
        return json.put("status", question.status().wireName())
                .put("createdAt", question.createdAt().toString())
                .put("respondedAt", text(question.respondedAt()));
    }

    static ObjectNode host(Host host, boolean alive) {
        ObjectNode json = Json.object()
                .put("workerId", host.workerId())
                .put("name", host.name())
                .put("version", host.version())
                .put("maxTasks", host.maxTasks())
                .put("healthy", alive)
                .put("lastBeat", host.lastBeat().toString());
        host.agents().forEach(json.putArray("agents")::add);
        return json;
    }

    static ObjectNode secret(Sealed secret) {
        return Json.object()
                .put("name", secret.name())
                .put("repository", secret.scope().isEmpty() ? null : secret.scope())
                .put("updatedAt", secret.updatedAt().toString())
                .put("updatedBy", secret.updatedBy());
    }

    static ObjectNode list(String name, List<ObjectNode> rows) {
        ObjectNode json = Json.object();
        json.putArray(name).addAll(rows);
        return json;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
