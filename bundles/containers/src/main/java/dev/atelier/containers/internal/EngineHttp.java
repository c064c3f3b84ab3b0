package dev.atelier.containers.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.containers.api.ContainerEngine.Source;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls to one engine, with every failure told in one way. */
final class EngineHttp {
    static final Duration CALL = Duration.ofSeconds(60);
    private static final int LARGEST_ANSWER = 16 << 20;
    private static final int LARGEST_REASON = 2_000;
    private static final Source NOTHING = out -> {};

    private final Path socket;
    private final String prefix;

    /** @param version of the API in each address; empty for none */
    EngineHttp(Path socket, String version) {
        this.socket = socket;
        this.prefix = version.isEmpty() ? "" : "/v" + version;
    }

    Path socket() {
        return socket;
    }

    JsonNode get(String target) throws EngineException {
        return call("GET", target, null, NOTHING, Deadline.in(CALL));
    }

    JsonNode post(String target, Duration limit) throws EngineException {
        return call("POST", target, null, NOTHING, Deadline.in(limit));
    }

    JsonNode post(String target, JsonNode body) throws EngineException {
        return call("POST", target, "application/json", out -> out.write(Json.bytes(body)), Deadline.in(CALL));
    }

    JsonNode delete(String target) throws EngineException {
        return call("DELETE", target, null, NOTHING, Deadline.in(CALL));
    }

    void put(String target, Source tar) throws EngineException {
        call("PUT", target, "application/x-tar", tar, Deadline.in(CALL.multipliedBy(5)));
    }

    /** An answer whose body is read as it comes. */
    HttpExchange open(String method, String target, Deadline deadline) throws EngineException {
        return exchange(new HttpExchange.Request(method, prefix + target, null, false), NOTHING, deadline);
    }

    HttpExchange open(String target, Source tar, Deadline deadline) throws EngineException {
        return exchange(new HttpExchange.Request("POST", prefix + target, "application/x-tar", false), tar, deadline);
    }

    /** A connection that is no longer HTTP afterwards. */
    HttpExchange upgrade(String target) throws EngineException {
        return exchange(new HttpExchange.Request("POST", prefix + target, null, true), NOTHING, Deadline.in(CALL));
    }

    private JsonNode call(String method, String target, @Nullable String type, Source body, Deadline deadline)
            throws EngineException {
        try (HttpExchange exchange =
                exchange(new HttpExchange.Request(method, prefix + target, type, false), body, deadline)) {
            byte[] answer = exchange.body().readNBytes(LARGEST_ANSWER + 1);
            if (answer.length > LARGEST_ANSWER) {
                throw new EngineException(Code.PROTOCOL, "the engine's answer is too large");
            }
            // Podman sends some of its JSON as plain text.
            boolean json = answer.length > 0 && (answer[0] == '{' || answer[0] == '[');
            return json ? Json.parse(answer) : Json.object();
        } catch (JsonProcessingException e) {
            throw new EngineException(Code.PROTOCOL, "the engine's answer is broken JSON", e);
        } catch (IOException e) {
            throw told(e);
        }
    }

    private HttpExchange exchange(HttpExchange.Request request, Source body, Deadline deadline) throws EngineException {
        HttpExchange exchange;
        try {
            exchange = HttpExchange.open(socket, request, body, deadline);
        } catch (IOException e) {
            throw told(e);
        }
        int status = exchange.head().status();
        // 304 to a change: it is so already.
        if (status < 400) {
            return exchange;
        }
        try (exchange) {
            throw refused(status, reason(exchange.body()));
        } catch (IOException e) {
            throw told(e);
        }
    }

    private static String reason(InputStream body) throws IOException {
        byte[] answer = body.readNBytes(64 << 10);
        String text;
        try {
            text = Json.parse(answer).path("message").asText("");
        } catch (IOException e) {
            text = new String(answer, StandardCharsets.UTF_8);
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LARGEST_REASON ? line.substring(0, LARGEST_REASON) : line;
    }

    /** Podman answers 500 to much that is no fault of its own. */
    private static EngineException refused(int status, String reason) {
        Code code =
                switch (status) {
                    case 404 -> Code.NOT_FOUND;
                    case 409 -> Code.CONFLICT;
                    default ->
                        reason.contains("container state improper")
                                        || reason.contains("name is in use")
                                        || reason.contains("is already in use")
                                ? Code.CONFLICT
                                : Code.REFUSED;
                };
        return new EngineException(code, reason.isEmpty() ? "the engine answered " + status : reason);
    }

    EngineException told(IOException e) {
        if (e instanceof EngineException told) {
            return told;
        }
        if (e instanceof SocketTimeoutException) {
            return new EngineException(Code.TIMEOUT, "the container engine did not answer in time", e);
        }
        if (e instanceof InterruptedIOException) {
            return new EngineException(Code.TIMEOUT, "interrupted while the container engine was asked", e);
        }
        return new EngineException(
                Code.ENGINE_UNAVAILABLE, "no container engine answers at " + socket + ": " + e.getMessage(), e);
    }
}
