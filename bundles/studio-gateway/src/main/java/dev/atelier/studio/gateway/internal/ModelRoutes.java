package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.store.api.ModelRegistry;
import java.io.IOException;
import java.time.Instant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What there is to ask for. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + GatewayMount.LISTENER)
public final class ModelRoutes implements Routes {
    private final Desk desk;
    private final Shelf shelf;

    @Activate
    public ModelRoutes(@Reference(name = "desk") Desk desk, @Reference(name = "registry") ModelRegistry registry) {
        this(desk, new Shelf(registry, Instant.now()));
    }

    ModelRoutes(Desk desk, Shelf shelf) {
        this.desk = desk;
        this.shelf = shelf;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/models", desk.prompt("models", this::all)).get("/models/{id}", desk.prompt("models", this::one));
    }

    private void all(Exchange exchange) throws IOException {
        var unused = desk.caller(exchange);
        ObjectNode list = Json.object().put("object", "list");
        var data = list.putArray("data");
        shelf.all().forEach(model -> data.add(shelf.json(model)));
        exchange.json(200, list);
    }

    private void one(Exchange exchange) throws IOException {
        var unused = desk.caller(exchange);
        exchange.json(200, shelf.json(shelf.named(exchange.path("id"))));
    }
}
