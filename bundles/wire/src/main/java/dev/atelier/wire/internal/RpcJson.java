package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.util.Objects;

/** Envelopes of JSON-RPC. */
public final class RpcJson {
    private static final int MOST_MESSAGE = 4_000;

    private RpcJson() {}

    public static ObjectNode write(Rpc.Call call) {
        ObjectNode json = head();
        json.put("id", call.id()).put("method", call.method());
        json.set("params", call.params());
        return json;
    }

    public static Rpc.Call call(JsonNode json) throws MalformedJson {
        Fields call = envelope(json, "call");
        JsonNode params = json.path("params");
        if (!params.isMissingNode() && !params.isNull() && !params.isObject()) {
            throw call.wrong("params", "must be an object");
        }
        return new Rpc.Call(call.id("id"), call.text("method"), params.isObject() ? params : Numbers.object());
    }

    public static Rpc.Heard hear(byte[] body) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (IOException e) {
            return new Rpc.Failure("", RpcCode.PARSE_ERROR, "the body is not a JSON document");
        }
        if (json.isArray()) {
            return new Rpc.Failure("", RpcCode.INVALID_REQUEST, "one call at a time: batches are not taken");
        }
        try {
            return call(json);
        } catch (MalformedJson e) {
            return new Rpc.Failure(
                    json.path("id").isTextual() ? json.path("id").textValue() : "",
                    e.field().endsWith("params") ? RpcCode.INVALID_PARAMS : RpcCode.INVALID_REQUEST,
                    Objects.requireNonNullElse(e.getMessage(), "malformed"));
        }
    }

    public static ObjectNode write(Rpc.Reply reply) {
        ObjectNode json = head();
        if (reply.id().isEmpty()) {
            json.putNull("id");
        } else {
            json.put("id", reply.id());
        }
        reply.<Object>fold(
                result -> json.set("result", result.value()),
                failure -> json.putObject("error").put("code", failure.code()).put("message", failure.message()));
        return json;
    }

    public static Rpc.Reply reply(JsonNode json) throws MalformedJson {
        Fields reply = envelope(json, "reply");
        if (json.hasNonNull("error")) {
            Fields error = reply.object("error");
            String message = error.text("message", "");
            return new Rpc.Failure(
                    json.hasNonNull("id") ? reply.id("id") : "",
                    error.whole("code"),
                    message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) : message);
        }
        return new Rpc.Result(reply.id("id"), reply.json("result"));
    }

    private static Fields envelope(JsonNode json, String name) throws MalformedJson {
        Fields fields = Fields.of(json, name);
        if (!fields.text("jsonrpc").equals("2.0")) {
            throw fields.wrong("jsonrpc", "must be 2.0");
        }
        return fields;
    }

    private static ObjectNode head() {
        return Numbers.object().put("jsonrpc", "2.0");
    }
}
