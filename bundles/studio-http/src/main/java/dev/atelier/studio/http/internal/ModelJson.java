package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows of the registry, in and out. */
final class ModelJson {
    private static final int MAX_ID = 200;
    /** Engines a worker of some version of this product has; others count once a worker offers them. */
    private static final Set<String> ENGINES =
            Set.of("sd-cpp", "llama-cpp", "onnx", "parakeet", "synthetic", "whisper-cpp", "speech", "video", "gradio");

    /** Names of routes beside those of models. */
    private static final Set<String> TAKEN = Set.of("export", "import");

    private ModelJson() {}

    static ObjectNode write(Model model) {
        ObjectNode json = Json.object()
                .put("id", model.id())
                .put("displayName", model.displayName())
                .put("kind", model.kind().wireName())
                .put("vramGbEstimate", model.vramGbEstimate())
                .put("enabled", model.enabled());
        if (model.description() != null) {
            json.put("description", model.description());
        }
        json.set("source", DomainJson.write(model.source()));
        return json;
    }

    /** @param id when the path names it; the body may repeat it and not contradict */
    static Model read(Body body, @Nullable String id, Predicate<String> offered) {
        String named = id == null ? body.text("id", MAX_ID) : id;
        String repeated = body.optionalText("id", MAX_ID);
        if (repeated != null && !repeated.equals(named)) {
            throw Refusals.bad("id is not the one of the path");
        }
        if (TAKEN.contains(named) || named.equals(".") || named.equals("..")) {
            throw Refusals.bad("id is not one a model can have");
        }
        Kind kind = Kind.ofWireName(body.text("kind", 40))
                .filter(each -> each != Kind.AGENT)
                .orElseThrow(() -> Refusals.bad("kind is none of image, llm, audio_stt, audio_tts, video"));
        return new Model(
                named,
                Objects.requireNonNullElse(body.optionalText("displayName", MAX_ID), named),
                kind,
                body.amount("vramGbEstimate", 0),
                body.optionalText("description", 2000),
                source(body, offered),
                body.flag("enabled", true));
    }

    private static ModelSource source(Body body, Predicate<String> offered) {
        try {
            ModelSource source = DomainJson.modelSource(body.json().path("source"));
            if (!ENGINES.contains(source.engine()) && !offered.test(source.engine())) {
                throw Refusals.bad("source.engine is no engine known here, and no worker offers it");
            }
            return source;
        } catch (MalformedJson e) {
            throw Refusals.bad(Objects.requireNonNullElse(e.getMessage(), "source is malformed"));
        }
    }
}
