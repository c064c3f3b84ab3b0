package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.WorkerStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;

/** Lets a worker's socket in: asks for its token while it is still plain HTTP, then makes it a WebSocket. */
final class SocketDoor {
    static final String PROTOCOL = "studio-worker-v1";
    private static final Pattern CONNECT = Pattern.compile("/workers/([^/]+)/connect");

    private final WorkerStore workers;
    private final Sessions sessions;
    private final Sockets sockets;

    SocketDoor(WorkerStore workers, Sessions sessions, Sockets sockets) {
        this.workers = workers;
        this.sessions = sessions;
        this.sockets = sockets;
    }

    /** The worker whose socket a request wants to be; empty when it wants something else. */
    static Optional<String> workerOf(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null
                || !request.getMethod().equals("GET")
                || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            return Optional.empty();
        }
        Matcher connect = CONNECT.matcher(path);
        return connect.matches() ? Optional.of(connect.group(1)) : Optional.empty();
    }

    void enter(String workerId, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean known = Bearer.of(request.getHeader("Authorization"))
                .filter(token -> workers.tokenMatches(workerId, token))
                .isPresent();
        if (!known) {
            response.setHeader("WWW-Authenticate", "Bearer");
            refuse(response, 401, "unauthorized", "this is not the token of this worker");
            return;
        }
        JettyWebSocketServerContainer container = container();
        if (container == null) {
            refuse(response, 503, "unavailable", "this process takes no sockets");
            return;
        }
        String origin = request.getScheme() + "://" + request.getHeader("Host");
        boolean upgraded =
                container.upgrade((asked, answer) -> socket(workerId, origin, asked, answer), request, response);
        if (!upgraded && !response.isCommitted()) {
            refuse(response, 400, "bad_request", "this is no handshake of a WebSocket");
        }
    }

    private Object socket(
            String workerId, String origin, JettyServerUpgradeRequest asked, JettyServerUpgradeResponse answer) {
        if (asked.hasSubProtocol(PROTOCOL)) {
            answer.setAcceptedSubProtocol(PROTOCOL);
        }
        answer.setExtensions(List.of()); // small frames, most of them: packing them is not worth its memory
        return new WorkerSocket(sockets, sessions, workerId, origin);
    }

    private static @org.jspecify.annotations.Nullable JettyWebSocketServerContainer container() {
        ServletContextHandler handler = ServletContextHandler.getCurrentServletContextHandler();
        return handler == null ? null : JettyWebSocketServerContainer.getContainer(handler.getServletContext());
    }

    static void refuse(HttpServletResponse response, int status, String code, String message) throws IOException {
        ObjectNode json = Json.object().put("error", code).put("message", message);
        byte[] body = Json.bytes(json);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
