package dev.atelier.runtime.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Leftover;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.wire.api.Asked;
import dev.atelier.runtime.wire.api.Query;
import dev.atelier.runtime.wire.api.Refusal;
import dev.atelier.runtime.wire.api.RuntimeRoutes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who asks, what for, and the answer. The order in which a request is looked at is part of the contract: token, then what
 * {@link RuntimeRoutes} says.
 */
final class RuntimeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "Bearer ";
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeServlet.class);

    private final transient Secret token;
    private final transient Supplier<@Nullable WorkerRuntime> runtime;
    private final transient ObservationDoor door;
    private final transient Leftover leftover = new Leftover();
    private final transient RuntimeRoutes routes = new RuntimeRoutes();

    RuntimeServlet(Secret token, Supplier<@Nullable WorkerRuntime> runtime, ObservationDoor door) {
        this.token = token;
        this.runtime = runtime;
        this.door = door;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            Optional<ObjectNode> answer = answer(request, response);
            if (answer.isPresent()) {
                write(request, response, 200, answer.get());
            }
        } catch (Refusal e) {
            refuse(request, response, e);
        } catch (EOFException e) {
            LOG.atDebug().setCause(e).log("client has gone");
        } catch (Exception e) {
            LOG.atError().addKeyValue("method", request.getMethod()).setCause(e).log("request failed");
            refuse(request, response, Refusal.internal());
        }
    }

    /** Empty when the request has become a WebSocket. */
    private Optional<ObjectNode> answer(HttpServletRequest request, HttpServletResponse response) throws Exception {
        checkToken(request);
        Asked asked = routes.find(request.getMethod(), path(request));
        WorkerRuntime present = runtime.get();
        if (present == null) {
            throw Refusal.unavailable();
        }
        if (asked.observes()) {
            door.enter(present, asked, request, response);
            return Optional.empty();
        }
        return Optional.of(asked.answer(present, new Query(request.getQueryString()), new Body(request)));
    }

    private static String path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        return uri.startsWith(context) ? uri.substring(context.length()) : uri;
    }

    private void checkToken(HttpServletRequest request) throws Refusal {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME) || !token.matches(header.substring(SCHEME.length()))) {
            throw Refusal.unauthorized();
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        if (response.isCommitted()) {
            throw new EOFException("the answer broke off");
        }
        leftover.drain(request);
        response.resetBuffer();
        refusal.headers().forEach(response::setHeader);
        write(request, response, refusal.status(), refusal.body());
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, int status, ObjectNode document)
            throws IOException {
        byte[] body = Json.bytes(document);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
        response.flushBuffer();
    }
}
