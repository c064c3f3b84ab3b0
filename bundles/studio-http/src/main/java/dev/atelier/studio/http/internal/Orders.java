package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Task;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.JobIds;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what somebody asks for into a job that can be stored. */
final class Orders {
    private static final int MAX_NAME = 512;
    private static final int MAX_PRIORITY = 1_000_000;

    private final ModelRegistry models;

    Orders(ModelRegistry models) {
        this.models = models;
    }

    NewJob read(Body body, Principal who) {
        Model model = model(body.optionalText("model", MAX_NAME));
        Task task = task(body.json().path("task"), model);
        int priority = body.whole("priority", 0);
        if (Math.abs((long) priority) > MAX_PRIORITY) {
            throw Refusals.bad("priority must lie between -" + MAX_PRIORITY + " and " + MAX_PRIORITY);
        }
        String key = body.optionalText("idempotencyKey", MAX_NAME);
        return new NewJob(
                "job-" + JobIds.next(),
                Objects.requireNonNullElse(body.optionalText("gameId", MAX_NAME), ""),
                Objects.requireNonNullElse(body.optionalText("assetName", MAX_NAME), ""),
                model.id(),
                model.kind(),
                DomainJson.write(task).toString(),
                source(model),
                body.amount("vramGbEstimate", model.vramGbEstimate()),
                priority,
                who.owner(),
                body.flag("hold", false),
                key == null || key.isBlank() ? null : key);
    }

    /** Enabled. */
    Model model(@Nullable String id) {
        Model model = id == null ? null : models.find(id).orElse(null);
        if (model == null) {
            throw HttpError.json(400, "unknown_model", "model is not in the registry of this studio");
        }
        if (!model.enabled()) {
            throw HttpError.json(400, "unknown_model", "the model is disabled");
        }
        return model;
    }

    static String source(Model model) {
        return DomainJson.write(model.source()).toString();
    }

    private static Task task(JsonNode json, Model model) {
        if (json.isMissingNode() || json.isNull()) {
            throw invalid("task is missing");
        }
        try {
            Task task = DomainJson.task(json);
            if (task.kind() != model.kind()) {
                throw invalid("task.kind is " + task.kind().wireName() + ", but the model is for "
                        + model.kind().wireName());
            }
            return task;
        } catch (MalformedJson e) {
            throw invalid(Objects.requireNonNullElse(e.getMessage(), "task is malformed"));
        }
    }

    private static HttpError invalid(String message) {
        return HttpError.json(400, "invalid_task", message);
    }
}
