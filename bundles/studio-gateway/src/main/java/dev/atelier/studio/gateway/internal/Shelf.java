package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models a client may name: those that are enabled. */
final class Shelf {
    private final ModelRegistry registry;
    private final Instant since;

    /** @param since told as the time models were made, of which nothing is known */
    Shelf(ModelRegistry registry, Instant since) {
        this.registry = registry;
        this.since = since;
    }

    List<Model> all() {
        return registry.all().stream().filter(Model::enabled).toList();
    }

    Model named(String id) {
        return find(id).orElseThrow(() -> Errors.noModel(id));
    }

    /** Of a kind, as a request for that kind needs. */
    Model named(@Nullable String id, Kind kind) {
        if (id == null) {
            throw Errors.missing("model");
        }
        Model model = named(id);
        if (model.kind() != kind) {
            throw Errors.invalid(
                    "model",
                    "the model '" + id + "' is of kind " + model.kind().wireName() + "; this route needs one of kind "
                            + kind.wireName());
        }
        return model;
    }

    /** Without a name, the first of its kind: clients may leave it out where OpenAI has a default. */
    Model namedOrFirst(@Nullable String id, Kind kind) {
        if (id != null) {
            return named(id, kind);
        }
        return all().stream()
                .filter(model -> model.kind() == kind)
                .findFirst()
                .orElseThrow(() -> HttpError.json(
                        404, "model_not_found", "there is no enabled model of kind " + kind.wireName() + " here"));
    }

    ObjectNode json(Model model) {
        return Json.object()
                .put("id", model.id())
                .put("object", "model")
                .put("created", since.getEpochSecond())
                .put("owned_by", model.source().engine())
                .put("name", model.displayName())
                .put("kind", model.kind().wireName());
    }

    private Optional<Model> find(String id) {
        return registry.find(id).filter(Model::enabled);
    }
}
