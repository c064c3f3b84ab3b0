package dev.atelier.models.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The catalogue over the local API. Nothing is kept in memory yet, so every model is unloaded. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class ModelRoutes implements Routes {
    private final ModelCatalogue catalogue;
    private final Instant since;

    @Activate
    public ModelRoutes(@Reference(name = "catalogue") ModelCatalogue catalogue) {
        this(catalogue, Clock.systemUTC());
    }

    ModelRoutes(ModelCatalogue catalogue, Clock clock) {
        this.catalogue = catalogue;
        this.since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void define(RouteTable table) {
        table.get("/models", this::list)
                .post("/models", this::put)
                .delete("/models/{id}", this::remove)
                .get("/models/{id}/state", this::state)
                .post("/models/{id}/load", this::load)
                .post("/models/{id}/unload", this::unload);
    }

    private void list(Exchange exchange) throws IOException {
        var list = Json.array();
        catalogue
                .all()
                .forEach(entry -> list.add(withState(EntryJson.write(entry)).put("loadable", false)));
        exchange.json(200, list);
    }

    private void put(Exchange exchange) throws IOException {
        ModelEntry entry = entry(exchange);
        try {
            catalogue.put(entry);
        } catch (IOException e) {
            throw HttpError.plain(500, "the catalogue could not be saved: " + e.getMessage());
        }
        exchange.json(200, ok());
    }

    private void remove(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        boolean removed;
        try {
            removed = catalogue.remove(id);
        } catch (IOException e) {
            throw HttpError.json(500, "unload_failed", "the catalogue could not be saved: " + e.getMessage());
        }
        if (!removed) {
            throw HttpError.plain(404, "no model \"" + id + "\"");
        }
        exchange.json(200, ok());
    }

    private void state(Exchange exchange) throws IOException {
        exchange.json(200, stateOf(known(exchange)));
    }

    private void load(Exchange exchange) {
        ModelEntry entry = known(exchange);
        if (!entry.enabled()) {
            throw HttpError.json(400, "model_disabled", "model \"" + entry.id() + "\" is disabled");
        }
        throw HttpError.json(
                409,
                "not_loadable",
                "engine " + entry.source().engine() + " cannot keep models loaded",
                stateOf(entry).put("loadable", false));
    }

    /** What is not loaded is unloaded already. */
    private void unload(Exchange exchange) throws IOException {
        exchange.json(200, stateOf(known(exchange)));
    }

    private ModelEntry known(Exchange exchange) {
        String id = exchange.path("id");
        return catalogue.find(id).orElseThrow(() -> HttpError.json(404, "unknown_model", "no model \"" + id + "\""));
    }

    private ObjectNode stateOf(ModelEntry entry) {
        return withState(Json.object().put("id", entry.id()));
    }

    private ObjectNode withState(ObjectNode json) {
        return json.put("state", "unloaded").put("resident", false).put("since", since.toString());
    }

    private static ModelEntry entry(Exchange exchange) throws IOException {
        try (InputStream body = exchange.body(Exchange.MIB)) {
            return EntryJson.entry(Json.parse(body.readAllBytes()));
        } catch (JsonProcessingException e) {
            throw HttpError.plain(400, "bad model: not JSON");
        } catch (MalformedJson | IllegalArgumentException e) {
            throw HttpError.plain(400, "bad model: " + e.getMessage());
        }
    }

    private static ObjectNode ok() {
        return Json.object().put("ok", true);
    }
}
