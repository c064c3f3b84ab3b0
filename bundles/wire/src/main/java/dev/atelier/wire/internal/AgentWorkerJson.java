package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.Beat;
import dev.atelier.wire.agent.api.Enrolment;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a worker enrols, lives and gets its tasks. */
public final class AgentWorkerJson {
    private AgentWorkerJson() {}

    public static ObjectNode write(Enrolment worker) {
        Writer json = new Writer()
                .text("name", worker.name())
                .text("endpoint_url", worker.endpointUrl())
                .text("instance_id", worker.instanceId())
                .text("version", worker.version())
                .list("agents", worker.agents());
        Enrolment.ContainerEngine runtime = worker.runtime();
        if (runtime != null) {
            json.object(
                    "runtime",
                    new Writer()
                            .text("type", runtime.type())
                            .text("version", runtime.version())
                            .text("api_version", runtime.apiVersion())
                            .flag("rootless", runtime.rootless())
                            .done());
        }
        Enrolment.Capacity capacity = worker.capacity();
        if (capacity != null) {
            json.object(
                    "capacity",
                    new Writer()
                            .whole("max_concurrent_tasks", capacity.maxConcurrentTasks())
                            .uint64("memory_bytes", capacity.memoryBytes())
                            .number("cpus", capacity.cpus())
                            .done());
        }
        return json.done();
    }

    public static Enrolment enrolment(JsonNode json) throws MalformedJson {
        Fields worker = Fields.of(json, "params");
        Enrolment.ContainerEngine runtime = null;
        if (json.hasNonNull("runtime")) {
            Fields of = worker.object("runtime");
            runtime = new Enrolment.ContainerEngine(
                    of.text("type"), of.text("version", ""), of.text("api_version", ""), of.flag("rootless", false));
        }
        Enrolment.Capacity capacity = null;
        if (json.hasNonNull("capacity")) {
            Fields of = worker.object("capacity");
            capacity = new Enrolment.Capacity(
                    of.unsigned("max_concurrent_tasks", 1), count(of, "memory_bytes"), of.number("cpus", 0));
        }
        return new Enrolment(
                worker.text("name"),
                worker.text("endpoint_url"),
                worker.optionalText("instance_id"),
                worker.optionalText("version"),
                worker.optionalTexts("agents"),
                runtime,
                capacity);
    }

    public static ObjectNode write(Enrolment.Accepted accepted) {
        return new Writer()
                .text("worker_id", accepted.workerId())
                .whole("heartbeat_interval_secs", accepted.heartbeatSeconds())
                .flag("wants_patch", accepted.wantsPatch() ? true : null)
                .done();
    }

    public static Enrolment.Accepted accepted(JsonNode json) throws MalformedJson {
        Fields accepted = Fields.of(json, "result");
        Integer seconds = accepted.optionalUnsigned("heartbeat_interval_secs");
        return new Enrolment.Accepted(
                accepted.id("worker_id"),
                seconds == null ? 0 : seconds,
                Boolean.TRUE.equals(accepted.optionalFlag("wants_patch")));
    }

    public static ObjectNode write(Beat beat) {
        boolean idle = beat.running().isEmpty();
        ObjectNode json = Numbers.object()
                .put("worker_id", beat.workerId())
                .put("status", idle ? "idle" : "busy")
                .put("current_task_id", idle ? null : beat.running().get(0));
        beat.running().forEach(json.putArray("running_task_ids")::add);
        Beat.Load load = beat.load();
        if (load != null) {
            json.putObject("load")
                    .put("running_tasks", load.runningTasks())
                    .put("cpu_usage", load.cpu())
                    .put("memory_usage", load.memory());
        }
        if (beat.diskFreeBytes() != null) {
            json.put("disk_free_bytes", beat.diskFreeBytes());
        }
        return json;
    }

    /** One of a worker that knows of one task only counts as well. */
    public static Beat beat(JsonNode json) throws MalformedJson {
        Fields beat = Fields.of(json, "params");
        List<String> running = beat.optionalTexts("running_task_ids");
        String current = beat.optionalText("current_task_id");
        Beat.Load load = null;
        if (json.hasNonNull("load")) {
            Fields of = beat.object("load");
            load = new Beat.Load(
                    of.unsigned("running_tasks", 0), of.number("cpu_usage", 0), of.number("memory_usage", 0));
        }
        return new Beat(
                beat.id("worker_id"),
                running.isEmpty() && current != null ? List.of(current) : running,
                load,
                beat.optionalCount("disk_free_bytes"));
    }

    public static ObjectNode write(Beat.Wishes wishes) {
        ObjectNode json = Numbers.object();
        wishes.cancelSessions().forEach(json.putArray("cancel_session_ids")::add);
        for (Beat.Response response : wishes.responses()) {
            json.withArray("tty_responses")
                    .addObject()
                    .put("request_id", response.requestId())
                    .put("response", response.response());
        }
        wishes.cleanupTasks().forEach(json.putArray("cleanup_task_ids")::add);
        return json.put("drain", wishes.drain());
    }

    public static Beat.Wishes wishes(JsonNode json) throws MalformedJson {
        Fields wishes = Fields.of(json, "result");
        List<Beat.Response> responses = new ArrayList<>();
        for (Fields response : wishes.objectsIfAny("tty_responses")) {
            responses.add(new Beat.Response(response.id("request_id"), response.text("response")));
        }
        return new Beat.Wishes(
                wishes.optionalTexts("cancel_session_ids"),
                responses,
                wishes.optionalTexts("cleanup_task_ids"),
                Boolean.TRUE.equals(wishes.optionalFlag("drain")));
    }

    /** @param assignment null when there is nothing to do */
    public static ObjectNode write(@Nullable Assignment assignment) {
        if (assignment == null) {
            return Numbers.object().putNull("task").putNull("agent_task");
        }
        Writer json = new Writer()
                .object("task", AgentEntityJson.write(assignment.task()))
                .object("agent_task", AgentEntityJson.write(assignment.agentTask()))
                .text("session_id", assignment.sessionId())
                .text("assignment_id", assignment.assignmentId());
        Assignment.Resume resume = assignment.resume();
        if (resume != null) {
            json.object(
                    "resume",
                    new Writer()
                            .text("agent_session_id", resume.agentSessionId())
                            .text("prompt", resume.prompt())
                            .done());
        }
        return json.done();
    }

    public static @Nullable Assignment assignment(JsonNode json) throws MalformedJson {
        Fields answer = Fields.of(json, "result");
        if (!json.hasNonNull("task")) {
            return null;
        }
        Assignment.Resume resume = null;
        if (json.hasNonNull("resume")) {
            Fields of = answer.object("resume");
            resume = new Assignment.Resume(of.text("agent_session_id"), of.text("prompt"));
        }
        return new Assignment(
                AgentEntityJson.task(answer.json("task"), "result.task"),
                AgentEntityJson.agentTask(answer.json("agent_task"), "result.agent_task"),
                answer.optionalText("session_id"),
                answer.optionalText("assignment_id"),
                resume);
    }

    public static ObjectNode secrets(Map<String, Secret> secrets) {
        ObjectNode json = Numbers.object();
        ObjectNode values = json.putObject("secrets");
        secrets.forEach((name, secret) -> values.put(name, secret.value()));
        return json;
    }

    /** By name; a peer may also send a list of keys and values. */
    public static Map<String, Secret> secrets(JsonNode json) throws MalformedJson {
        Fields answer = Fields.of(json, "result");
        Map<String, Secret> secrets = new LinkedHashMap<>();
        if (json.path("secrets").isArray()) {
            for (Fields each : answer.objects("secrets")) {
                secrets.put(each.text("key"), new Secret(each.text("value")));
            }
            return secrets;
        }
        Fields values = answer.object("secrets");
        for (var names = json.path("secrets").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            secrets.put(name, new Secret(values.text(name)));
        }
        return secrets;
    }

    private static long count(Fields of, String name) throws MalformedJson {
        Long value = of.optionalCount(name);
        return value == null ? 0 : value;
    }
}
