package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.HttpError;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import java.util.Objects;

/** Errors of HTTP, told to workers in their own words as well. */
final class RpcForm {
    private RpcForm() {}

    static HttpError unavailable(String message) {
        return HttpError.json(503, "unavailable", message).withHeader("Retry-After", "2");
    }

    static JsonNode body(HttpError error) {
        return Rpc.write(new Rpc.Failure(
                "", RpcCode.ofStatus(error.status()), Objects.requireNonNullElse(error.getMessage(), "")));
    }
}
