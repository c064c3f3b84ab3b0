package dev.atelier.studio.agents.internal;

import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.http.api.ApiKeys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The door for operators with a key of the studio. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + AgentRoutes.NAME)
public final class AgentRoutes implements Routes {
    static final String NAME = "agents";

    private final AgentRoom room;
    private final ApiKeys keys;

    @Activate
    public AgentRoutes(@Reference(name = "room") AgentRoom room, @Reference(name = "keys") ApiKeys keys) {
        this.room = room;
        this.keys = keys;
    }

    @Override
    public void define(RouteTable table) {
        for (AgentRoute route : room.routes()) {
            table.route(
                    route.method(),
                    route.pattern(),
                    exchange -> route.answer(
                            exchange,
                            keys.principal(exchange.header("Authorization").orElse(null))
                                    .orElseThrow(AgentRoute::unauthorized)));
        }
    }
}
