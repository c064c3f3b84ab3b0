package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Chat completions, whole or streamed. A worker without a link tells nothing early: its stream is one piece. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + GatewayMount.LISTENER)
public final class ChatRoutes implements Routes {
    private static final String NAME = "chat.completions";

    private final Desk desk;
    private final Shelf shelf;

    @Activate
    public ChatRoutes(@Reference(name = "desk") Desk desk, @Reference(name = "registry") ModelRegistry registry) {
        this(desk, new Shelf(registry, Instant.now()));
    }

    ChatRoutes(Desk desk, Shelf shelf) {
        this.desk = desk;
        this.shelf = shelf;
    }

    @Override
    public void define(RouteTable table) {
        table.post("/chat/completions", desk.counted(NAME, this::complete));
    }

    private void complete(Exchange exchange) throws IOException {
        Principal caller = desk.submitter(exchange);
        Params body = Params.of(exchange);
        Model model = shelf.named(body.text("model"), Kind.LLM);
        Tools tools = Tools.of(body);
        Task task = ChatTask.of(body, tools);
        boolean streamed = body.flag("stream");
        JsonNode options = body.get("stream_options");
        boolean usage = options.path("include_usage").asBoolean();
        Order order = new Order(NAME, caller, model, List.of(task), Desk.idempotencyKey(exchange), List.of());
        Outlet outlet = streamed
                ? new StreamedOutlet(exchange, new GrowingChat(model.id(), tools, usage))
                : new Outlet.Whole(
                        exchange,
                        results -> Body.json(
                                Completion.of(results.get(0), model.id(), tools).whole()));
        desk.serve(order, outlet);
    }
}
