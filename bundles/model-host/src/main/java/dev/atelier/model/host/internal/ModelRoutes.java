package dev.atelier.model.host.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.models.api.ModelJson;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The catalogue over the local API, and what of it is in memory. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class ModelRoutes implements Routes {
    private final ModelCatalogue catalogue;
    private final ModelHost host;

    @Activate
    public ModelRoutes(
            @Reference(name = "catalogue") ModelCatalogue catalogue, @Reference(name = "host") ModelHost host) {
        this.catalogue = catalogue;
        this.host = host;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/models", this::list)
                .post("/models", this::put)
                .delete("/models/{id}", this::remove)
                .get("/models/{id}/state", this::state)
                .post("/models/{id}/load", exchange -> change(exchange, host::load))
                .post("/models/{id}/unload", exchange -> change(exchange, host::unload));
    }

    private void list(Exchange exchange) throws IOException {
        ArrayNode list = Json.array();
        for (ModelEntry entry : catalogue.all()) {
            ObjectNode json = ModelJson.write(entry);
            host.find(entry.id()).ifPresent(view -> write(json, view).put("loadable", view.loadable()));
            list.add(json);
        }
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

    /** Lets go of it first. */
    private void remove(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        boolean removed;
        try {
            if (catalogue.find(id).isPresent()) {
                host.unload(id);
            }
            removed = catalogue.remove(id);
        } catch (IOException e) {
            throw HttpError.json(500, "unload_failed", "the catalogue could not be saved: " + e.getMessage());
        } catch (LoadRefused e) {
            throw HttpError.json(500, "unload_failed", String.valueOf(e.getMessage()));
        }
        if (!removed) {
            throw HttpError.plain(404, "no model \"" + id + "\"");
        }
        exchange.json(200, ok());
    }

    private void state(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        Optional<ModelHost.View> view = host.find(id);
        exchange.json(
                200,
                write(
                        Json.object().put("id", id),
                        view.orElseThrow(() -> HttpError.json(404, "unknown_model", "no model \"" + id + "\""))));
    }

    private interface Change {
        ModelHost.View of(String model) throws LoadRefused;
    }

    private static void change(Exchange exchange, Change change) throws IOException {
        try {
            ModelHost.View view = change.of(exchange.path("id"));
            boolean underWay = view.state() == ModelHost.State.LOADING || view.state() == ModelHost.State.UNLOADING;
            exchange.json(underWay ? 202 : 200, write(Json.object().put("id", view.id()), view));
        } catch (LoadRefused e) {
            throw refused(e);
        }
    }

    private static HttpError refused(LoadRefused e) {
        String why = String.valueOf(e.getMessage());
        return switch (e.reason()) {
            case UNKNOWN_MODEL -> HttpError.json(404, "unknown_model", why);
            case MODEL_DISABLED -> HttpError.json(400, "model_disabled", why);
            case NOT_LOADABLE -> HttpError.json(409, "not_loadable", why);
            case RESIDENCY_NOT_SAVED -> HttpError.json(500, "residency_not_saved", why);
            case INSUFFICIENT_MEMORY -> HttpError.json(409, "insufficient_memory", why, shortage(e));
        };
    }

    private static ObjectNode shortage(LoadRefused e) {
        ObjectNode json = Json.object();
        e.shortage().ifPresent(shortage -> {
            json.put("neededGib", shortage.needed());
            if (shortage.free() >= 0) {
                json.put("freeGib", shortage.free());
            }
            json.put("marginGib", shortage.margin());
        });
        return json;
    }

    private static ObjectNode write(ObjectNode json, ModelHost.View view) {
        json.put("state", view.state().name().toLowerCase(Locale.ROOT))
                .put("resident", view.resident())
                .put("since", view.since().toString());
        if (view.error() != null) {
            json.put("error", view.error());
        }
        return json;
    }

    private static ModelEntry entry(Exchange exchange) throws IOException {
        try (InputStream body = exchange.body(Exchange.MIB)) {
            return ModelJson.entry(Json.parse(body.readAllBytes()));
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
