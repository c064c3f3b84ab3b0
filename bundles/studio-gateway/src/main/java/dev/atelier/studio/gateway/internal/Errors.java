package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.HttpError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What goes wrong, in the words and the envelope OpenAI clients know. */
final class Errors {
    private static final String PARAM = "param";

    private Errors() {}

    static HttpError invalid(String param, String message) {
        return of(400, "invalid_value", message, param);
    }

    static HttpError missing(String param) {
        return of(400, "missing_required_parameter", "missing required parameter: '" + param + "'", param);
    }

    static HttpError unsupported(String param, String message) {
        return of(400, "unsupported_value", message, param);
    }

    static HttpError noKey() {
        return HttpError.json(
                        401,
                        "invalid_api_key",
                        "no valid API key; send Authorization: Bearer with a key of this studio")
                .withHeader("WWW-Authenticate", "Bearer");
    }

    static HttpError noModel(String id) {
        return of(404, "model_not_found", "the model '" + id + "' does not exist here or is disabled", "model");
    }

    static HttpError tooMany(String message) {
        return HttpError.json(429, "rate_limit_exceeded", message).withHeader("Retry-After", "5");
    }

    static HttpError unavailable(String message) {
        return HttpError.json(503, "unavailable", message).withHeader("Retry-After", "10");
    }

    /** Nothing that trying again would help; OpenAI's own client libraries heed the header. */
    static HttpError failed(int status, String code, String message) {
        return HttpError.json(status, code, message).withHeader("x-should-retry", "false");
    }

    private static HttpError of(int status, String code, String message, String param) {
        return HttpError.json(status, code, message, Json.object().put(PARAM, param));
    }

    /** The envelope. */
    static ObjectNode body(HttpError error) {
        ObjectNode document = Json.object();
        document.putObject("error")
                .put("message", message(error))
                .put("type", type(error.status()))
                .set(PARAM, param(error));
        document.withObject("/error").put("code", code(error));
        return document;
    }

    private static String message(HttpError error) {
        if (error.status() == 404 && error.code() == null) {
            return "there is no such route here; see /v1/models, /v1/chat/completions, /v1/images and /v1/audio";
        }
        return Objects.requireNonNullElse(error.getMessage(), "");
    }

    private static String type(int status) {
        if (status == 429) {
            return "rate_limit_error";
        }
        return status >= 500 ? "server_error" : "invalid_request_error";
    }

    private static JsonNode param(HttpError error) {
        ObjectNode detail = error.detail();
        return detail == null || !detail.has(PARAM) ? Json.mapper().nullNode() : detail.get(PARAM);
    }

    private static @Nullable String code(HttpError error) {
        if (error.code() != null) {
            return error.code();
        }
        return switch (error.status()) {
            case 404 -> "unknown_url";
            case 405 -> "method_not_allowed";
            case 413 -> "request_too_large";
            default -> null;
        };
    }
}
