package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.gradio.App.Function;
import dev.atelier.engine.gradio.App.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a function is given for a task. Every app names things as it likes, so a parameter is known by the words in its
 * name; what a task says nothing about stays as the app has it.
 */
final class Arguments {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> PICTURES = Set.of("image", "imageeditor", "file", "sketchpad", "imagemask");

    private final Task.Image task;
    private final String model;
    private final ModelSource.Defaults defaults;
    private final Pictures pictures;
    private final List<Parameter> open = new ArrayList<>();
    private boolean said;

    /** Hands a picture of the task over to the app. */
    interface Pictures {
        JsonNode handOver(String url) throws EngineException;
    }

    /** @param model its name; empty when the app is to take its own */
    Arguments(Task.Image task, String model, ModelSource.Defaults defaults, Pictures pictures) {
        this.task = task;
        this.model = model;
        this.defaults = defaults;
        this.pictures = pictures;
    }

    ArrayNode of(Function function) throws EngineException {
        ArrayNode data = JSON.arrayNode();
        for (Parameter parameter : function.parameters()) {
            data.add(value(parameter));
        }
        if (!said) {
            say(function, data);
        }
        return data;
    }

    /** No name says that it is the prompt; then the first text is. */
    private void say(Function function, ArrayNode data) throws EngineException {
        for (Parameter parameter : open) {
            if (parameter.component().equals("textbox")) {
                data.set(function.parameters().indexOf(parameter), JSON.textNode(task.prompt()));
                return;
            }
        }
        throw new EngineException("gradio_function", "the function /" + function.name() + " takes no text", false);
    }

    private JsonNode value(Parameter parameter) throws EngineException {
        String name = parameter.name();
        if (PICTURES.contains(parameter.component())) {
            return picture(parameter);
        }
        JsonNode known = parameter.component().equals("textbox") ? text(name) : number(name, parameter);
        if (known != null) {
            return known;
        }
        open.add(parameter);
        return parameter.otherwise().isMissingNode() ? NullNode.getInstance() : parameter.otherwise();
    }

    private @Nullable JsonNode text(String name) {
        if (name.contains("negative")) {
            return JSON.textNode(task.negativePrompt() == null ? "" : task.negativePrompt());
        }
        if (!said && (name.contains("prompt") || name.equals("text"))) {
            said = true;
            return JSON.textNode(task.prompt());
        }
        return name.contains("model") && !model.isEmpty() ? JSON.textNode(model) : null;
    }

    private @Nullable JsonNode number(String name, Parameter parameter) {
        if (name.contains("random") && name.contains("seed")) {
            return task.seed() == null ? null : JSON.booleanNode(false);
        }
        if (name.contains("seed")) {
            return task.seed() == null ? null : JSON.numberNode(task.seed());
        }
        if (name.contains("width")) {
            return whole(task.width(), defaults.width(), 0, parameter);
        }
        if (name.contains("height")) {
            return whole(task.height(), defaults.height(), 0, parameter);
        }
        if (name.contains("steps")) {
            return whole(task.steps(), defaults.steps(), Task.Image.DEFAULT_STEPS, parameter);
        }
        if (name.contains("guidance") || name.contains("cfg")) {
            double usual = defaults.cfgScale();
            return real(task.cfgScale() != null ? task.cfgScale() : usual > 0 ? (Double) usual : null, parameter);
        }
        if (name.contains("strength") || name.contains("denois")) {
            return real(task.denoise(), parameter);
        }
        return name.contains("model") && !model.isEmpty() ? JSON.textNode(model) : null;
    }

    /** @param unsaid what a task has that says nothing */
    private static @Nullable JsonNode whole(int asked, int usual, int unsaid, Parameter parameter) {
        int wanted = asked > 0 && asked != unsaid ? asked : usual;
        return wanted > 0 ? JSON.numberNode(Math.round(within(wanted, parameter))) : null;
    }

    private static @Nullable JsonNode real(@Nullable Double asked, Parameter parameter) {
        return asked == null ? null : JSON.numberNode(within(asked, parameter));
    }

    /** An app refuses what is beyond its slider. */
    private static double within(double wanted, Parameter parameter) {
        double least = parameter.least() == null ? wanted : parameter.least();
        double most = parameter.most() == null ? wanted : parameter.most();
        return Math.max(least, Math.min(most, wanted));
    }

    private JsonNode picture(Parameter parameter) throws EngineException {
        if (parameter.name().contains("mask") && !parameter.component().equals("imagemask")) {
            return handedOver(task.maskUrl());
        }
        String first = given(task.initImageUrl()) ? task.initImageUrl() : task.refImageUrl();
        boolean reference = parameter.name().contains("ref") && given(task.refImageUrl());
        JsonNode picture = handedOver(reference ? task.refImageUrl() : first);
        if (!parameter.component().equals("imageeditor") || picture.isNull()) {
            return picture;
        }
        ArrayNode layers = JSON.arrayNode();
        if (given(task.maskUrl())) {
            layers.add(handedOver(task.maskUrl()));
        }
        ObjectNode canvas = JSON.objectNode();
        canvas.set("background", picture);
        canvas.set("layers", layers);
        canvas.set("composite", picture);
        return canvas;
    }

    private JsonNode handedOver(@Nullable String url) throws EngineException {
        return url == null || url.isBlank() ? NullNode.getInstance() : pictures.handOver(url);
    }

    private static boolean given(@Nullable String url) {
        return url != null && !url.isBlank();
    }
}
