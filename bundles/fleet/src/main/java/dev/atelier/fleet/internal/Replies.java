package dev.atelier.fleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.connect.Refused;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Refusal;
import dev.atelier.fleet.internal.shape.Shown;
import dev.atelier.fleet.internal.shape.Wordless;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this API answers: what it was asked for when it is there, and one form for every no. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private Replies() {}

    /** Answers when the future does, on a thread of the executor; the one of the request is let go. */
    static void later(Exchange exchange, CompletableFuture<? extends Shown> future, Executor threads)
            throws IOException {
        if (future.isDone() && !future.isCompletedExceptionally()) {
            exchange.json(200, future.join().json());
            return;
        }
        exchange.later();
        var unused = future.whenCompleteAsync(
                (shown, failure) -> {
                    if (failure != null) {
                        exchange.fail(problem(failure));
                        return;
                    }
                    try {
                        exchange.json(200, shown.json());
                    } catch (EOFException e) {
                        exchange.fail(e); // nobody is left to answer
                    } catch (IOException | RuntimeException e) {
                        exchange.fail(problem(e));
                    }
                },
                threads);
    }

    private static Throwable problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refusal refusal) {
            return refused(refusal);
        }
        if (cause instanceof Refused refused) {
            return refused(refused);
        }
        return cause instanceof HttpError ? cause : unexpected(cause);
    }

    /** Logged here, where its words are left out; anybody else would log them too. */
    static HttpError unexpected(Throwable problem) {
        LOG.atError().setCause(Wordless.of(problem)).log("fleet request failed");
        return error(500, "internal_error", "something went wrong here; see the log", List.of());
    }

    static HttpError refused(Refusal refusal) {
        return error(
                status(refusal),
                code(refusal),
                Objects.requireNonNullElse(refusal.getMessage(), ""),
                refusal.diagnostics());
    }

    static HttpError refused(Refused refused) {
        return error(
                refused.status(),
                refused.code(),
                refused.words() + " (" + refused.code() + ")",
                List.of(Diagnostic.error(refused.code(), refused.words())));
    }

    static HttpError malformed(Members.BadShape bad) {
        return error(422, "unprocessable", Objects.requireNonNullElse(bad.getMessage(), ""), List.of());
    }

    static HttpError bad(String message) {
        return error(400, "bad_request", message, List.of());
    }

    static HttpError error(int status, String code, String message, List<Diagnostic> diagnostics) {
        ObjectNode detail = Json.object();
        detail.set("diagnostics", Diagnostic.json(diagnostics));
        return HttpError.json(status, code, message, detail);
    }

    private static int status(Refusal refusal) {
        if (refusal instanceof Refusal.InvalidIdentifier) {
            return 400;
        }
        if (!(refusal instanceof Refusal.Failed failed)) {
            return 404;
        }
        return switch (failed.code()) {
            case "remote_runtime_timeout" -> 504;
            case "remote_runtime_unsupported" -> 501;
            // Not 401 for a refused credential: it is the backend's, and nobody's browser can log in again.
            default -> failed.code().endsWith("_blocked") ? 409 : 502;
        };
    }

    private static String code(Refusal refusal) {
        if (refusal instanceof Refusal.Failed failed) {
            return failed.code();
        }
        return refusal instanceof Refusal.InvalidIdentifier ? "invalid_identifier" : "unknown";
    }

    /** The form of a no: a reason phrase, a sentence, and remarks. */
    static JsonNode form(HttpError error) {
        ObjectNode detail = error.detail();
        @Nullable String message = error.getMessage();
        ObjectNode json = Json.object()
                .put("error", error.status() == 404 && error.code() == null ? "not_found" : phrase(error.status()))
                .put("message", message == null ? "" : message);
        json.set("diagnostics", detail == null ? Json.array() : detail.path("diagnostics"));
        return json;
    }

    static String phrase(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Payload Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Entity";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> status >= 500 ? "Internal Server Error" : "Bad Request";
        };
    }
}
