package dev.atelier.engine.agent.callback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the calls of a server: who it is comes first, then what it wants. */
final class CallbackDoor implements Routes {
    private static final long LARGEST = 16 * Exchange.MIB;
    private static final String SCHEME = "Bearer ";
    private static final int OK = 200;

    private final Secret token;
    private final Callee callee;

    CallbackDoor(Secret token, Callee callee) {
        this.token = token;
        this.callee = callee;
    }

    @Override
    public void define(RouteTable table) {
        table.post("/rpc", this::call);
        table.get("/health", exchange -> exchange.json(OK, Json.object().put("status", "ok")));
    }

    private void call(Exchange exchange) throws IOException {
        checkCaller(exchange.header("Authorization").orElse(""));
        Rpc.Heard heard = Rpc.hear(exchange.body(LARGEST).readAllBytes());
        if (heard instanceof Rpc.Call call) {
            exchange.json(OK, Rpc.write(answer(call)));
        } else if (heard instanceof Rpc.Failure failure) {
            exchange.json(OK, Rpc.write(failure));
        }
    }

    private void checkCaller(String authorization) {
        boolean right = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.matches(authorization.substring(SCHEME.length()).strip());
        if (!right) {
            throw HttpError.json(401, "unauthorized", "send Authorization: Bearer with the token of this worker")
                    .withHeader("WWW-Authenticate", "Bearer");
        }
    }

    private Rpc.Reply answer(Rpc.Call call) {
        try {
            return switch (call.method()) {
                case "session.submitTtyInput" ->
                    callee.answered(text(call, "request_id"), text(call, "response"))
                            ? done(call)
                            : no(call, RpcCode.NOT_FOUND, "nobody asks this here, or nobody any more");
                case "session.stop" -> {
                    callee.stop(text(call, "session_id"), optionalText(call, "reason"));
                    yield done(call);
                }
                case "worker.taskAvailable" -> {
                    callee.taskAvailable();
                    yield done(call);
                }
                case "worker.cleanupTask" ->
                    callee.cleanUp(text(call, "task_id"))
                            ? done(call)
                            : no(call, RpcCode.WORKER_UNAVAILABLE, "the task is worked on");
                default -> no(call, RpcCode.METHOD_NOT_FOUND, "there is no such method here");
            };
        } catch (IllegalArgumentException e) {
            return no(call, RpcCode.INVALID_PARAMS, String.valueOf(e.getMessage()));
        }
    }

    private static Rpc.Reply done(Rpc.Call call) {
        return new Rpc.Result(call.id(), Json.object());
    }

    private static Rpc.Reply no(Rpc.Call call, RpcCode code, String message) {
        return new Rpc.Failure(call.id(), code, message);
    }

    private static String text(Rpc.Call call, String name) {
        String text = optionalText(call, name);
        if (text == null) {
            throw new IllegalArgumentException("params." + name + " is missing");
        }
        return text;
    }

    private static @Nullable String optionalText(Rpc.Call call, String name) {
        JsonNode value = call.params().path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("params." + name + " must be a string");
        }
        return value.textValue();
    }
}
