package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.downloads.api.Downloads;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The files of models over the local API: fetching them ahead, seeing what they take up, letting go of some. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class FileRoutes implements Routes {
    private final ModelCatalogue catalogue;
    private final ModelStore store;
    private final ModelPulls pulls;
    private final ModelCache cache;
    private final EventHub events;

    @Activate
    public FileRoutes(
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "store") ModelStore store,
            @Reference(name = "pulls") ModelPulls pulls,
            @Reference(name = "downloads") Downloads downloads,
            @Reference(name = "events") EventHub events) {
        this.catalogue = catalogue;
        this.store = store;
        this.pulls = pulls;
        this.cache = new ModelCache(store, catalogue, downloads);
        this.events = events;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/models/downloads", this::downloads)
                .get("/models/cache", this::list)
                .post("/models/cache/prune", this::prune)
                .delete("/models/cache/{path}", this::remove)
                .get("/models/{id}/download", this::state)
                .post("/models/{id}/download", this::download)
                .post("/models/{id}/download/cancel", this::cancel);
    }

    /** For each model that has files: how many there are, how many of them are here, and fetching the rest. */
    private void downloads(Exchange exchange) throws IOException {
        ArrayNode answer = Json.array();
        for (ModelEntry model : catalogue.all()) {
            if (model.source().files().isEmpty()) {
                continue;
            }
            int here = 0;
            long missing = 0;
            boolean sizesKnown = true;
            for (ModelSource.File file : model.source().files()) {
                if (store.isHere(model, file)) {
                    here++;
                } else {
                    missing += file.approxBytes() == null ? 0 : file.approxBytes();
                    sizesKnown &= file.approxBytes() != null;
                }
            }
            ObjectNode json = answer.addObject()
                    .put("id", model.id())
                    .put("files", model.source().files().size())
                    .put("here", here);
            if (sizesKnown) {
                json.put("missingBytes", missing);
            }
            pulls.of(model.id()).ifPresent(pull -> json.set("download", pull.json()));
        }
        exchange.json(200, answer);
    }

    private void list(Exchange exchange) throws IOException {
        List<ModelCache.Item> items = cache.items();
        ObjectNode json = Json.object()
                .put("root", store.folders().root().toString())
                .put("bytes", bytes(items))
                .put(
                        "unusedBytes",
                        bytes(items.stream().filter(item -> item.use().goes()).toList()));
        var files = json.putArray("files");
        for (ModelCache.Item item : items) {
            ObjectNode file = files.addObject()
                    .put("path", name(item.path()))
                    .put("bytes", item.bytes())
                    .put("modifiedAt", item.modified().toString())
                    .put("state", item.use().wireName())
                    .put("fetched", item.fetched());
            var models = file.putArray("models");
            item.models().forEach(models::add);
        }
        exchange.json(200, json);
    }

    private void prune(Exchange exchange) throws IOException {
        gone(exchange, cache.items().stream().filter(item -> item.use().goes()).toList());
    }

    private void remove(Exchange exchange) throws IOException {
        String path = exchange.path("path");
        ModelCache.Item item = cache.items().stream()
                .filter(each -> name(each.path()).equals(path))
                .findFirst()
                .orElseThrow(() -> HttpError.json(404, "unknown_file", "no file \"" + path + "\" of a model is here"));
        if (item.use() == ModelCache.Use.DOWNLOADING) {
            throw HttpError.json(409, "in_use", path + " is being downloaded; cancel that first");
        }
        if (!item.use().goes()) {
            throw HttpError.json(
                    409,
                    "in_use",
                    path + " is used by " + String.join(", ", item.models()) + "; remove the model first");
        }
        gone(exchange, List.of(item));
    }

    private void gone(Exchange exchange, List<ModelCache.Item> chosen) throws IOException {
        List<ModelCache.Item> gone = cache.delete(chosen);
        ObjectNode json = Json.object();
        var deleted = json.putArray("deleted");
        gone.forEach(item -> deleted.add(name(item.path())));
        json.put("freedBytes", bytes(gone));
        if (!gone.isEmpty()) {
            events.publish("models", Json.object());
        }
        exchange.json(200, json);
    }

    private void state(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        exchange.json(
                200,
                pulls.of(id)
                        .orElseThrow(() -> HttpError.json(
                                404, "unknown_download", "nothing was downloaded for model \"" + id + "\""))
                        .json());
    }

    private void download(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        ModelEntry model =
                catalogue.find(id).orElseThrow(() -> HttpError.json(404, "unknown_model", "no model \"" + id + "\""));
        exchange.json(202, pulls.begin(model).json());
    }

    private void cancel(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        Pull pull = pulls.of(id)
                .filter(each -> each.state() == Pull.State.RUNNING)
                .orElseThrow(
                        () -> HttpError.json(409, "wrong_state", "no download of model \"" + id + "\" is under way"));
        pull.cancel();
        exchange.json(200, pull.json());
    }

    /** As it is told: below the folder of models, with slashes everywhere. */
    private String name(Path path) {
        Path root = store.folders().root();
        return (path.startsWith(root) ? root.relativize(path) : path).toString().replace('\\', '/');
    }

    private static long bytes(List<ModelCache.Item> items) {
        return items.stream().mapToLong(ModelCache.Item::bytes).sum();
    }
}
