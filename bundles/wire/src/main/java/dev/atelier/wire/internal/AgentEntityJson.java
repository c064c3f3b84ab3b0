package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.AgentTask.AgentSession;
import dev.atelier.wire.agent.api.AgentTask.BaseRemote;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.UnitTask;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.List;

/** The entities of agent tasks. What has no value is written as null: their reader knows each field. */
final class AgentEntityJson {
    private AgentEntityJson() {}

    static ObjectNode write(UnitTask task) {
        ObjectNode json = Numbers.object()
                .put("id", task.id())
                .put("repository_group_id", task.repositoryGroupId())
                .put("agent_task_id", task.agentTaskId())
                .put("prompt", task.prompt())
                .put("title", task.title())
                .put("branch_name", task.branchName())
                .put("linked_pr_url", task.linkedPrUrl())
                .put("base_commit", task.baseCommit())
                .put("end_commit", task.endCommit());
        task.autoFixTaskIds().forEach(json.putArray("auto_fix_task_ids")::add);
        return json.put("status", task.status().wireName())
                .put("created_at", Moments.write(task.createdAt()))
                .put("updated_at", Moments.write(task.updatedAt()));
    }

    static UnitTask task(JsonNode json, String path) throws MalformedJson {
        Fields task = Fields.of(json, path);
        return new UnitTask(
                task.id("id"),
                task.text("repository_group_id", ""),
                task.text("agent_task_id", ""),
                task.text("prompt"),
                task.optionalText("title"),
                task.optionalText("branch_name"),
                task.optionalText("linked_pr_url"),
                task.optionalText("base_commit"),
                task.optionalText("end_commit"),
                task.optionalTexts("auto_fix_task_ids"),
                task.oneOf("status", task.text("status"), UnitTask.Status.values(), UnitTask.Status::wireName),
                Moments.read(task, "created_at"),
                Moments.read(task, "updated_at"));
    }

    static ObjectNode write(AgentTask task) {
        ObjectNode json = Numbers.object().put("id", task.id());
        for (BaseRemote base : task.baseRemotes()) {
            json.withArray("base_remotes")
                    .addObject()
                    .put("git_remote_dir_path", base.path())
                    .put("git_branch_name", base.branch());
        }
        json.withArray("base_remotes");
        task.sessions().forEach(session -> json.withArray("agent_sessions").add(write(session)));
        json.withArray("agent_sessions");
        return json.put("ai_agent_type", task.agentType())
                .put("ai_agent_model", task.agentModel())
                .put("created_at", Moments.write(task.createdAt()));
    }

    static AgentTask agentTask(JsonNode json, String path) throws MalformedJson {
        Fields task = Fields.of(json, path);
        List<BaseRemote> bases = new ArrayList<>();
        for (Fields base : task.objectsIfAny("base_remotes")) {
            bases.add(new BaseRemote(base.text("git_remote_dir_path"), base.text("git_branch_name")));
        }
        List<AgentSession> sessions = new ArrayList<>();
        for (Fields session : task.objectsIfAny("agent_sessions")) {
            sessions.add(session(session));
        }
        return new AgentTask(
                task.id("id"),
                bases,
                sessions,
                task.optionalText("ai_agent_type"),
                task.optionalText("ai_agent_model"),
                Moments.read(task, "created_at"));
    }

    private static ObjectNode write(AgentSession session) {
        return Numbers.object()
                .put("id", session.id())
                .put("agent_task_id", session.agentTaskId())
                .put("ai_agent_type", session.agentType())
                .put("ai_agent_model", session.agentModel())
                .put("started_at", Moments.writeIfAny(session.startedAt()))
                .put("completed_at", Moments.writeIfAny(session.completedAt()))
                .put("output_log", session.outputLog())
                .put("created_at", Moments.write(session.createdAt()));
    }

    private static AgentSession session(Fields session) throws MalformedJson {
        return new AgentSession(
                session.id("id"),
                session.text("agent_task_id", ""),
                session.text("ai_agent_type"),
                session.optionalText("ai_agent_model"),
                Moments.readIfAny(session, "started_at"),
                Moments.readIfAny(session, "completed_at"),
                session.optionalText("output_log"),
                Moments.read(session, "created_at"));
    }

    static ObjectNode write(Question question) {
        ObjectNode json = Numbers.object()
                .put("id", question.id())
                .put("task_id", question.taskId())
                .put("session_id", question.sessionId())
                .put("prompt", question.prompt())
                .put("input_type", question.type().wireName());
        question.options().forEach(json.putArray("options")::add);
        return json.put("status", question.status().wireName())
                .put("response", question.response())
                .put("created_at", Moments.write(question.createdAt()))
                .put("responded_at", Moments.writeIfAny(question.respondedAt()));
    }

    static Question question(JsonNode json, String path) throws MalformedJson {
        Fields question = Fields.of(json, path);
        return new Question(
                question.id("id"),
                question.text("task_id"),
                question.text("session_id"),
                question.text("prompt"),
                question.oneOf(
                        "input_type", question.text("input_type"), Question.Type.values(), Question.Type::wireName),
                question.optionalTexts("options"),
                question.oneOf("status", question.text("status"), Question.Status.values(), Question.Status::wireName),
                question.optionalText("response"),
                Moments.read(question, "created_at"),
                Moments.readIfAny(question, "responded_at"));
    }
}
