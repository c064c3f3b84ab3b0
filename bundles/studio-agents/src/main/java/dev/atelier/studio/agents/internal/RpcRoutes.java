package dev.atelier.studio.agents.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The door for workers. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + RpcRoutes.NAME)
public final class RpcRoutes implements Routes {
    static final String NAME = "agents-rpc";

    private final RpcDoor rpc;

    @Activate
    public RpcRoutes(@Reference(name = "room") AgentRoom room) {
        this.rpc = room.rpc();
    }

    @Override
    public void define(RouteTable table) {
        table.post("/rpc", rpc::call);
        table.get("/health", exchange -> exchange.json(200, Json.object().put("status", "ok")));
    }
}
