package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.model.host.api.Lane;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a text apart the way a model that is kept in memory does. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class TokenizeRoutes implements Routes {
    private final ModelCatalogue catalogue;
    private final KnownModels models;
    private final ModelHost host;

    @Activate
    public TokenizeRoutes(
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "host") ModelHost host) {
        this.catalogue = catalogue;
        this.host = host;
        this.models = new KnownModels(catalogue, engines);
    }

    @Override
    public void define(RouteTable table) {
        table.post("/tokenize", this::tokenize);
    }

    private void tokenize(Exchange exchange) throws IOException {
        JsonNode body = exchange.json();
        if (!body.path("content").isTextual()) {
            throw bad("content must be a text");
        }
        JsonNode special = body.path("add_special");
        if (!special.isMissingNode() && !special.isNull() && !special.isBoolean()) {
            throw bad("add_special must be true or false");
        }
        ModelEntry model = model(body.path("model"));
        Lane lane = host.lane(model.id()).orElseThrow(() -> notLoaded("tokenizing", model.id(), host));
        ArrayNode tokens = Json.array();
        try {
            for (int token : lane.tokens(body.path("content").textValue(), special.asBoolean(false))) {
                tokens.add(token);
            }
        } catch (EngineException e) {
            throw e.code().equals(Lane.NOT_LOADED)
                    ? notLoaded("tokenizing", model.id(), host)
                    : HttpError.json(500, "tokenize_failed", Texts.of(e));
        }
        exchange.json(200, Json.object().set("tokens", tokens));
    }

    /** Of both things a model must be loaded for: this one, and streamed chat. */
    static HttpError notLoaded(String what, String model, ModelHost host) {
        String state = host.find(model)
                .map(view -> view.state().name().toLowerCase(Locale.ROOT))
                .orElse("unloaded");
        return HttpError.json(
                409,
                "model_not_loaded",
                what + " needs a model that is kept in memory; " + model + " is not",
                Json.object().put("state", state));
    }

    private ModelEntry model(JsonNode named) {
        if (!named.isMissingNode() && !named.isNull() && !named.isTextual()) {
            throw bad("model must be a text");
        }
        @Nullable String id = named.textValue();
        Optional<ModelEntry> model = id == null ? catalogue.defaultFor(Kind.LLM) : models.find(id, Kind.LLM);
        return model.filter(found -> found.kind() == Kind.LLM)
                .orElseThrow(() -> HttpError.json(
                        404,
                        "unknown_model",
                        id == null ? "there is no text model here" : "there is no text model \"" + id + "\" here"));
    }

    private static HttpError bad(String problem) {
        return HttpError.json(400, "bad_request", problem);
    }
}
