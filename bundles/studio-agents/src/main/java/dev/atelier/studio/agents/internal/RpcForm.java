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
        RpcCode code =
                switch (error.status()) {
                    case 401 -> RpcCode.AUTHENTICATION_REQUIRED;
                    case 403 -> RpcCode.PERMISSION_DENIED;
                    case 404 -> RpcCode.NOT_FOUND;
                    case 503 -> RpcCode.WORKER_UNAVAILABLE;
                    case 500 -> RpcCode.INTERNAL_ERROR;
                    default -> RpcCode.INVALID_REQUEST;
                };
        return Rpc.write(new Rpc.Failure("", code, Objects.requireNonNullElse(error.getMessage(), "")));
    }
}
