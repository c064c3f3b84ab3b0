package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.studio.store.api.WorkerStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The model registry. */
final class ModelApi {
    private static final int MOST = 1000;

    private final ModelRegistry models;
    private final WorkerStore workers;

    ModelApi(ModelRegistry models, WorkerStore workers) {
        this.models = models;
        this.workers = workers;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.of("GET", "/models", Access.READ, "List models", this::list)
                        .answers(200, "ModelList"),
                ApiRoute.of("POST", "/models", Access.OPERATE, "Add a model", this::add)
                        .body("Model")
                        .answers(201, "Model"),
                ApiRoute.of("GET", "/models/export", Access.READ, "All models as a file", this::export)
                        .answers(200, "ModelList"),
                ApiRoute.of("POST", "/models/import", Access.OPERATE, "Add or replace models", this::take)
                        .body("ModelList")
                        .answers(200, "Imported"),
                ApiRoute.of("GET", "/models/{id}", Access.READ, "One model", this::model)
                        .answers(200, "Model"),
                ApiRoute.of("PUT", "/models/{id}", Access.OPERATE, "Change a model", this::change)
                        .body("Model")
                        .answers(200, "Model"),
                ApiRoute.of("DELETE", "/models/{id}", Access.OPERATE, "Remove a model", this::remove)
                        .answers(204, null));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        exchange.json(200, all());
    }

    private void export(Exchange exchange, Principal who) throws IOException {
        exchange.header("Content-Disposition", "attachment; filename=\"atelier-models.json\"");
        exchange.json(200, all());
    }

    private void model(Exchange exchange, Principal who) throws IOException {
        exchange.json(
                200, ModelJson.write(models.find(exchange.path("id")).orElseThrow(() -> Refusals.unknown("model"))));
    }

    private void add(Exchange exchange, Principal who) throws IOException {
        Model model = ModelJson.read(Body.of(exchange), null, this::offered);
        if (!models.add(model)) {
            throw HttpError.json(409, "model_exists", "there is a model of this id already");
        }
        exchange.json(201, ModelJson.write(model));
    }

    private void change(Exchange exchange, Principal who) throws IOException {
        Model model = ModelJson.read(Body.of(exchange), exchange.path("id"), this::offered);
        if (!models.replace(model)) {
            throw Refusals.unknown("model");
        }
        exchange.json(200, ModelJson.write(model));
    }

    private void remove(Exchange exchange, Principal who) throws IOException {
        if (!models.remove(exchange.path("id"))) {
            throw Refusals.unknown("model");
        }
        exchange.empty(204);
    }

    /** Nothing is changed unless every row is good. */
    private void take(Exchange exchange, Principal who) throws IOException {
        JsonNode document = exchange.json();
        JsonNode rows = document.isArray() ? document : document.path("models");
        if (!rows.isArray() || rows.size() > MOST) {
            throw Refusals.bad("models must be a list of at most " + MOST + " models");
        }
        Map<String, Model> wanted = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            Model model = ModelJson.read(Body.of(row), null, this::offered);
            wanted.put(model.id(), model);
        }
        int added = 0;
        for (Model model : wanted.values()) {
            if (models.add(model)) {
                added++;
            } else {
                models.replace(model);
            }
        }
        exchange.json(200, Json.object().put("added", added).put("replaced", wanted.size() - added));
    }

    private ObjectNode all() {
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("models");
        models.all().forEach(model -> rows.add(ModelJson.write(model)));
        return json;
    }

    private boolean offered(String engine) {
        return workers.workers().stream()
                .flatMap(worker -> worker.capabilities().supportedModels().stream())
                .anyMatch(model -> model.equals(engine) || model.equals(engine + ":*"));
    }
}
