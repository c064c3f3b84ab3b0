package dev.atelier.studio.agents.internal;

import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore.Role;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The operators' routes once more, below {@code /studio/agents}: for the console behind its login and the command line. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class HostRoutes implements Routes {
    private static final String PREFIX = "/studio/agents";

    private final AgentRoom room;

    @Activate
    public HostRoutes(@Reference(name = "room") AgentRoom room) {
        this.room = room;
    }

    @Override
    public void define(RouteTable table) {
        for (AgentRoute route : room.routes()) {
            table.route(
                    route.method(),
                    PREFIX + route.pattern(),
                    exchange -> route.answer(exchange, new Principal(Role.ADMIN, null, exchange.caller())));
        }
    }
}
