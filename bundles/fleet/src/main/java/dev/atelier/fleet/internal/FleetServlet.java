package dev.atelier.fleet.internal;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Tells sockets from requests. */
final class FleetServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient HttpServlet routes;
    private final transient SocketDoor door;

    FleetServlet(HttpServlet routes, SocketDoor door) {
        this.routes = routes;
        this.door = door;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        routes.init(config);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<SocketDoor.Wanted> socket = SocketDoor.wanted(request);
        if (socket.isEmpty()) {
            routes.service(request, response);
        } else {
            door.enter(socket.get(), request, response);
        }
    }
}
