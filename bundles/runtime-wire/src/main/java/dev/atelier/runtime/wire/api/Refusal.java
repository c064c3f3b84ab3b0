package dev.atelier.runtime.wire.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that says no. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ObjectNode body;
    private final transient Map<String, String> headers;

    private Refusal(
            int status, String code, String message, @Nullable ObjectNode details, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
        this.body = Json.object();
        ObjectNode error = body.putObject("error").put("code", code).put("message", message);
        if (details != null) {
            error.set("details", details);
        }
    }

    public static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, null, Map.of());
    }

    public static Refusal unauthorized() {
        return new Refusal(
                401,
                "unauthorized",
                "this needs the bearer token of the runtime",
                null,
                Map.of("WWW-Authenticate", "Bearer"));
    }

    static Refusal methodNotAllowed(List<String> allowed) {
        return new Refusal(
                405,
                "method_not_allowed",
                "this route is for other methods",
                null,
                Map.of("Allow", String.join(", ", allowed)));
    }

    public static Refusal upgradeRequired() {
        return new Refusal(426, "upgrade_required", "this is a WebSocket", null, Map.of("Upgrade", "websocket"));
    }

    public static Refusal tooLarge() {
        return of(413, "payload_too_large", "a body may have " + RequestBody.MAX + " bytes");
    }

    /** The runtime is not there, or not any more. */
    public static Refusal unavailable() {
        return of(503, "runtime_unavailable", "the runtime is not open; see the log of its host");
    }

    /** Nobody's fault but ours. */
    public static Refusal internal() {
        return of(500, "internal_error", "something went wrong here; see the log");
    }

    static Refusal notFound() {
        return of(404, "route_not_found", "there is no such route");
    }

    static Refusal invalidJson(String message) {
        return of(400, "invalid_json", message);
    }

    static Refusal invalidQuery(String message) {
        return of(400, "invalid_query", message);
    }

    public static Refusal of(RuntimeRefusal refused) {
        ExecutionResult result = refused.result();
        ObjectNode details = result == null
                ? null
                : Json.object()
                        .put("operation", result.operation().wire())
                        .put("outcome", result.outcome().wire());
        return new Refusal(
                status(refused.error()),
                refused.error().wire(),
                String.valueOf(refused.getMessage()),
                details,
                Map.of());
    }

    private static int status(RuntimeError error) {
        return switch (error) {
            case RUNTIME_STOPPED,
                    WORKER_EXECUTION_UNAVAILABLE,
                    EXECUTION_BACKEND_UNAVAILABLE,
                    WORKER_EXECUTION_REJECTED -> 409;
            case WORKER_NOT_FOUND, CONFIG_BUNDLE_MISSING -> 404;
            case STORE_IO, STORE_MISSING, STORE_CORRUPT, STATE_POISONED -> 500;
            case WRONG_RUNTIME,
                    WRONG_RUNTIME_CURSOR,
                    LIMIT_TOO_LARGE,
                    INVALID_REQUEST,
                    CONFIG_BUNDLE_DIGEST_MISMATCH,
                    INVALID_PROFILE_SELECTOR,
                    UNSUPPORTED_CONFIG_DECLARATION,
                    INVALID_INITIAL_INPUT_KIND -> 400;
        };
    }

    public int status() {
        return status;
    }

    public ObjectNode body() {
        return body;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
