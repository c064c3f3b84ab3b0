package dev.atelier.studio.http.internal;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells sockets from requests. */
final class StudioServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient HttpServlet routes;
    private final transient Supplier<@Nullable StudioRoutes> studio;

    StudioServlet(HttpServlet routes, Supplier<@Nullable StudioRoutes> studio) {
        this.routes = routes;
        this.studio = studio;
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
        StudioRoutes present = studio.get();
        if (socket.isEmpty() || present == null) {
            routes.service(request, response); // whose guard knows when the studio is not there
        } else {
            present.connect(socket.get(), request, response);
        }
    }
}
