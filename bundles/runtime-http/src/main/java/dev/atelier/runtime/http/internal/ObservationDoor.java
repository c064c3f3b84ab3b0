package dev.atelier.runtime.http.internal;

import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.wire.api.Asked;
import dev.atelier.runtime.wire.api.Query;
import dev.atelier.runtime.wire.api.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;

/** Makes a WebSocket of a request that has been let in. */
class ObservationDoor {
    private final ObservationSockets sockets;

    ObservationDoor(ObservationSockets sockets) {
        this.sockets = sockets;
    }

    void enter(WorkerRuntime runtime, Asked asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refusal {
        String cursor = new Query(request.getQueryString()).text("cursor").orElse(null);
        asked.mustBeThere(runtime); // is told before there is a socket
        WorkerRef worker = runtime.ref(asked.id());
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw Refusal.upgradeRequired();
        }
        JettyWebSocketServerContainer container = container();
        if (container == null) {
            throw Refusal.of(503, "runtime_unavailable", "this process takes no sockets");
        }
        boolean upgraded = container.upgrade(
                (upgrade, answer) -> {
                    answer.setExtensions(List.of()); // small frames: packing them is not worth its memory
                    return new ObservationSocket(sockets, () -> runtime.observe(worker, cursor));
                },
                request,
                response);
        if (!upgraded && !response.isCommitted()) {
            throw Refusal.of(400, "invalid_request", "this is no handshake of a WebSocket");
        }
    }

    private static @Nullable JettyWebSocketServerContainer container() {
        ServletContextHandler handler = ServletContextHandler.getCurrentServletContextHandler();
        return handler == null ? null : JettyWebSocketServerContainer.getContainer(handler.getServletContext());
    }
}
