package dev.atelier.engine.agent.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.run.SessionServer.Asked;
import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import dev.atelier.wire.agent.api.AgentJson;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.Beat;
import dev.atelier.wire.agent.api.Enrolment;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import dev.atelier.wire.api.MalformedJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls a worker makes, in its own words. Each waits for its answer. */
final class Calls {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration BEAT = Duration.ofSeconds(10);
    /** A patch of megabytes over a slow line: one that did not fit would be sent again and again. */
    private static final Duration WITH_PATCH = Duration.ofMinutes(5);

    private static final int ANSWER_WAIT_SECONDS = 25;

    private final MainServer server;

    Calls(MainServer server) {
        this.server = server;
    }

    private interface Reading<T> {
        T of(JsonNode result) throws MalformedJson;
    }

    Enrolment.Accepted register(Enrolment worker) throws RpcTrouble {
        return call("worker.register", AgentJson.write(worker), USUAL, AgentJson::accepted);
    }

    Beat.Wishes beat(Beat beat) throws RpcTrouble {
        return call("worker.heartbeat", AgentJson.write(beat), BEAT, AgentJson::wishes);
    }

    void unregister(String workerId) throws RpcTrouble {
        server.call("worker.unregister", Json.object().put("worker_id", workerId), BEAT);
    }

    @Nullable
    Assignment task(String workerId) throws RpcTrouble {
        JsonNode result = server.call("worker.getTask", Json.object().put("worker_id", workerId), USUAL);
        try {
            return AgentJson.readAssignment(result);
        } catch (MalformedJson e) {
            throw unreadable("worker.getTask", e);
        }
    }

    Map<String, Secret> secrets(String workerId, String taskId) throws RpcTrouble {
        ObjectNode params = Json.object().put("worker_id", workerId).put("task_id", taskId);
        return call("worker.getSecrets", params, USUAL, AgentJson::readSecrets);
    }

    void report(Report report) throws RpcTrouble {
        Duration limit = report.patch() == null ? USUAL : WITH_PATCH;
        server.call("worker.reportStatus", AgentJson.write(report), limit);
    }

    void events(String workerId, String taskId, String sessionId, @Nullable String assignmentId, List<Told> events)
            throws RpcTrouble {
        ObjectNode params =
                Json.object().put("worker_id", workerId).put("task_id", taskId).put("session_id", sessionId);
        if (assignmentId != null) {
            params.put("assignment_id", assignmentId);
        }
        ArrayNode list = params.putArray("events");
        events.forEach(each -> list.add(AgentJson.write(each)));
        server.call("worker.reportEvents", params, USUAL);
    }

    Question ask(String workerId, String taskId, String sessionId, Asked asked) throws RpcTrouble {
        ObjectNode params = Json.object()
                .put("worker_id", workerId)
                .put("task_id", taskId)
                .put("session_id", sessionId)
                .put("prompt", asked.prompt())
                .put("input_type", asked.type().wireName());
        if (!asked.options().isEmpty()) {
            asked.options().forEach(params.putArray("options")::add);
        }
        return call("worker.createTtyInputRequest", params, USUAL, AgentJson::question);
    }

    /** Waits a while for the answer; the question as it stands then. */
    Question question(String workerId, String questionId) throws RpcTrouble {
        ObjectNode params = Json.object()
                .put("worker_id", workerId)
                .put("request_id", questionId)
                .put("wait_secs", ANSWER_WAIT_SECONDS);
        return call("worker.getTtyInput", params, USUAL.plusSeconds(ANSWER_WAIT_SECONDS), AgentJson::question);
    }

    void withdraw(String workerId, String questionId, boolean timedOut) throws RpcTrouble {
        ObjectNode params = Json.object()
                .put("worker_id", workerId)
                .put("request_id", questionId)
                .put("status", (timedOut ? Question.Status.TIMEOUT : Question.Status.CANCELLED).wireName());
        server.call("worker.cancelTtyInputRequest", params, USUAL);
    }

    private <T> T call(String method, ObjectNode params, Duration limit, Reading<T> reading) throws RpcTrouble {
        JsonNode result = server.call(method, params, limit);
        try {
            return reading.of(result);
        } catch (MalformedJson e) {
            throw unreadable(method, e);
        }
    }

    private static RpcTrouble unreadable(String method, MalformedJson problem) {
        return new RpcTrouble(Kind.AGAIN, method + ": the answer cannot be read: " + problem.getMessage());
    }
}
