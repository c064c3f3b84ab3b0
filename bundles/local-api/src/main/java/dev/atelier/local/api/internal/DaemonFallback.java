package dev.atelier.local.api.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Answers for the daemon routes of rooms that this process does not have. Behind everybody else's. */
@Component(
        service = Routes.class,
        property = {Routes.LISTENER + "=" + Routes.LOCAL, "service.ranking:Integer=-2147483648"})
public final class DaemonFallback implements Routes {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

    @Override
    public void define(RouteTable table) {
        table.get("/daemon/logs", DaemonFallback::unavailable)
                .post("/daemon/pause", DaemonFallback::unavailable)
                .post("/daemon/resume", DaemonFallback::unavailable)
                .get("/daemon/config", DaemonFallback::unavailable)
                .put("/daemon/config", DaemonFallback::unavailable)
                .post("/daemon/registration/reset", DaemonFallback::unavailable);
        for (String method : METHODS) {
            table.route(method, "/daemon/{part}", DaemonFallback::notFound)
                    .route(method, "/daemon/{part}/{more}", DaemonFallback::notFound);
        }
    }

    private static void unavailable(Exchange exchange) {
        throw HttpError.json(503, "daemon_control_unavailable", "this process has no daemon to control");
    }

    private static void notFound(Exchange exchange) {
        throw HttpError.json(404, "not_found", "no such daemon route");
    }
}
