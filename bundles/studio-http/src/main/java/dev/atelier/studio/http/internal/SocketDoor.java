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

/** Lets a worker's sockets in: asks for its token while it is still plain HTTP, then makes it a WebSocket. */
final class SocketDoor {
    static final String PROTOCOL = "studio-worker-v1";
    private static final Pattern SOCKET = Pattern.compile("/workers/([^/]+)/(connect|link)");

    private final WorkerStore workers;
    private final Sessions sessions;
    private final LinkRoom links;
    private final Sockets sockets;

    SocketDoor(WorkerStore workers, Sessions sessions, LinkRoom links, Sockets sockets) {
        this.workers = workers;
        this.sessions = sessions;
        this.links = links;
        this.sockets = sockets;
    }

    /** What a request wants to be: the session of a worker, or its link. */
    record Wanted(String workerId, boolean link) {}

    /** Empty when it wants to be no socket. */
    static Optional<Wanted> wanted(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null
                || !request.getMethod().equals("GET")
                || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            return Optional.empty();
        }
        Matcher socket = SOCKET.matcher(path);
        return socket.matches()
                ? Optional.of(new Wanted(socket.group(1), socket.group(2).equals("link")))
                : Optional.empty();
    }

    void enter(Wanted wanted, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String workerId = wanted.workerId();
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
        // How the worker has reached us is how it is to fetch inputs.
        String origin = request.getScheme() + "://" + request.getHeader("Host");
        boolean upgraded = container.upgrade(
                (asked, answer) ->
                        wanted.link() ? link(workerId, asked, answer) : session(workerId, origin, asked, answer),
                request,
                response);
        if (!upgraded && !response.isCommitted()) {
            refuse(response, 400, "bad_request", "this is no handshake of a WebSocket");
        }
    }

    private Object session(
            String workerId, String origin, JettyServerUpgradeRequest asked, JettyServerUpgradeResponse answer) {
        if (asked.hasSubProtocol(PROTOCOL)) {
            answer.setAcceptedSubProtocol(PROTOCOL);
        }
        answer.setExtensions(List.of()); // small frames, most of them: packing them is not worth its memory
        answer.setHeader(LinkRoom.HEADER, LinkRoom.PROTOCOL);
        return new WorkerSocket(sockets, workerId, channel -> sessions.open(workerId, origin, channel));
    }

    private Object link(String workerId, JettyServerUpgradeRequest asked, JettyServerUpgradeResponse answer) {
        if (asked.hasSubProtocol(LinkRoom.PROTOCOL)) {
            answer.setAcceptedSubProtocol(LinkRoom.PROTOCOL);
        }
        answer.setExtensions(List.of());
        return new WorkerSocket(sockets, workerId, channel -> links.open(workerId, channel));
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
