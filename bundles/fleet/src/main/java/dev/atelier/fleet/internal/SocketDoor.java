package dev.atelier.fleet.internal;

import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.observe.Cursors;
import dev.atelier.fleet.internal.observe.Frames;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Refusal;
import dev.atelier.http.api.Guard;
import dev.atelier.http.api.HttpError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;

/** Lets browsers in that want to look on: everything they may be told in plain HTTP is told before the upgrade. */
final class SocketDoor {
    private static final Pattern SOCKET =
            Pattern.compile("/api(?:/w/([^/]+))?/runtimes/([^/]+)/workers/([^/]+)/events/ws");

    private final Guard guard;
    private final Supplier<@Nullable FleetRoom> room;
    private final Sockets sockets;

    SocketDoor(Guard guard, Supplier<@Nullable FleetRoom> room, Sockets sockets) {
        this.guard = guard;
        this.room = room;
        this.sockets = sockets;
    }

    /** Whom a browser wants to look on at. */
    record Wanted(@Nullable String workspace, String runtimeId, String workerId) {}

    /** Empty when it wants to be no socket. */
    static Optional<Wanted> wanted(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            return Optional.empty();
        }
        return wanted(request.getRequestURI());
    }

    static Optional<Wanted> wanted(String uri) {
        Matcher socket = SOCKET.matcher(uri);
        if (!socket.matches()) {
            return Optional.empty();
        }
        String workspace = socket.group(1);
        return Optional.of(new Wanted(
                workspace == null ? null : decoded(workspace), decoded(socket.group(2)), decoded(socket.group(3))));
    }

    /** What cannot be decoded is no id either way. */
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    void enter(Wanted wanted, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            guard.check(request);
            FleetRoom present = room.get();
            JettyWebSocketServerContainer container = container();
            if (present == null || container == null) {
                throw Replies.error(503, "unavailable", "this process takes no sockets", List.of());
            }
            if (wanted.workspace() != null
                    && !wanted.workspace().equals(present.workspace().id())) {
                throw Refusal.Unknown.workspace();
            }
            Feed feed = present.registry().feed(wanted.runtimeId(), wanted.workerId());
            BrowserSocket socket = socket(wanted, request.getParameter("cursor"), feed, present);
            boolean upgraded = container.upgrade(
                    (asked, answer) -> {
                        answer.setExtensions(List.of());
                        return socket;
                    },
                    request,
                    response);
            if (!upgraded && !response.isCommitted()) {
                throw Replies.bad("this is no handshake of a WebSocket");
            }
        } catch (Refusal e) {
            refuse(response, Replies.refused(e));
        } catch (HttpError e) {
            refuse(response, e);
        }
    }

    private BrowserSocket socket(Wanted wanted, @Nullable String cursor, Feed feed, FleetRoom room) {
        if (cursor == null) {
            return new BrowserSocket(sockets, outlet -> room.observations()
                    .watch(wanted.runtimeId(), wanted.workerId(), feed, null, outlet));
        }
        OptionalLong number = Cursors.read(cursor);
        if (number.isEmpty()) {
            return new BrowserSocket(sockets, outlet -> {
                outlet.end(Frames.diagnostic(Feed.Code.CURSOR_MALFORMED));
                return () -> {};
            });
        }
        return new BrowserSocket(sockets, outlet -> room.observations()
                .watch(wanted.runtimeId(), wanted.workerId(), feed, number.getAsLong(), outlet));
    }

    private static @Nullable JettyWebSocketServerContainer container() {
        ServletContextHandler handler = ServletContextHandler.getCurrentServletContextHandler();
        return handler == null ? null : JettyWebSocketServerContainer.getContainer(handler.getServletContext());
    }

    private static void refuse(HttpServletResponse response, HttpError error) throws IOException {
        byte[] body = Json.bytes(Replies.form(error));
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
