package dev.atelier.wire.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.internal.AgentReportJson;
import dev.atelier.wire.internal.AgentWorkerJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of what calls carry and answer. */
public final class AgentJson {
    private AgentJson() {}

    public static ObjectNode write(Enrolment worker) {
        return AgentWorkerJson.write(worker);
    }

    public static Enrolment enrolment(JsonNode params) throws MalformedJson {
        return AgentWorkerJson.enrolment(params);
    }

    public static ObjectNode write(Enrolment.Accepted accepted) {
        return AgentWorkerJson.write(accepted);
    }

    public static Enrolment.Accepted accepted(JsonNode result) throws MalformedJson {
        return AgentWorkerJson.accepted(result);
    }

    public static ObjectNode write(Beat beat) {
        return AgentWorkerJson.write(beat);
    }

    public static Beat beat(JsonNode params) throws MalformedJson {
        return AgentWorkerJson.beat(params);
    }

    public static ObjectNode write(Beat.Wishes wishes) {
        return AgentWorkerJson.write(wishes);
    }

    public static Beat.Wishes wishes(JsonNode result) throws MalformedJson {
        return AgentWorkerJson.wishes(result);
    }

    /** @param assignment null when there is nothing to do */
    public static ObjectNode assignment(@Nullable Assignment assignment) {
        return AgentWorkerJson.write(assignment);
    }

    public static @Nullable Assignment readAssignment(JsonNode result) throws MalformedJson {
        return AgentWorkerJson.assignment(result);
    }

    public static ObjectNode secrets(Map<String, Secret> secrets) {
        return AgentWorkerJson.secrets(secrets);
    }

    public static Map<String, Secret> readSecrets(JsonNode result) throws MalformedJson {
        return AgentWorkerJson.secrets(result);
    }

    public static ObjectNode write(Report report) {
        return AgentReportJson.write(report);
    }

    public static Report report(JsonNode params) throws MalformedJson {
        return AgentReportJson.report(params);
    }

    public static ObjectNode write(Told told) {
        return AgentReportJson.write(told);
    }

    /** @param path where it stands, for the error */
    public static Told told(JsonNode json, String path) throws MalformedJson {
        return AgentReportJson.told(json, path);
    }

    public static ObjectNode write(Question question) {
        return AgentReportJson.write(question);
    }

    /** The answer to a call about a question: an object with it under {@code request}. */
    public static Question question(JsonNode result) throws MalformedJson {
        return AgentReportJson.question(result);
    }
}
