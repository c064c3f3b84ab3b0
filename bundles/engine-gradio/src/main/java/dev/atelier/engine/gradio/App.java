package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an app says of itself: its functions, what they take and what they give.
 *
 * @param prefix before the paths of its API, with a slash at its end; empty in older versions
 * @param config as it tells it to browsers
 * @param info as it tells it to programs
 */
record App(String prefix, JsonNode config, JsonNode info) {
    private static final Set<String> PICTURES = Set.of("image", "gallery", "imageslider", "file");
    private static final List<String> USUAL = List.of("infer", "predict", "generate", "generate_image", "run");

    /**
     * A function of the app.
     *
     * @param index which it has within the app
     * @param answer which of its results is the picture
     */
    record Function(int index, String name, List<Parameter> parameters, int answer) {}

    /**
     * What a function takes.
     *
     * @param name in small letters, with single underscores; its label where it has none
     * @param component it is chosen with, in small letters
     * @param otherwise what it takes when nothing is said
     * @param least of a number, if there is a limit
     */
    record Parameter(
            String name,
            String component,
            JsonNode otherwise,
            @Nullable Double least,
            @Nullable Double most) {}

    /** Reads both documents; empty when the app is too old to be asked by its queue. */
    static Optional<App> of(Server server) throws EngineException {
        try {
            JsonNode config = server.get("config");
            if (!config.path("protocol").asText("").matches("sse_v[1-9][\\d.]*")
                    || !config.path("dependencies").isArray()) {
                return Optional.empty();
            }
            String given = config.path("api_prefix").asText("").replaceAll("^/+|/+$", "");
            String prefix = given.isEmpty() ? "" : given + "/";
            return Optional.of(new App(prefix, config, server.get(prefix + "info")));
        } catch (Server.NotThere e) {
            return Optional.empty();
        }
    }

    /** The one that was asked for, or the one that makes pictures out of words. */
    Function function(String wanted) throws EngineException {
        List<Function> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> endpoint : info.path("named_endpoints").properties()) {
            String name = endpoint.getKey().replaceFirst("^/+", "");
            int answer = answer(endpoint.getValue());
            if (wanted.isEmpty() ? answer >= 0 && takesText(endpoint.getValue()) : wanted.equals(name)) {
                found.add(function(name, endpoint.getValue(), Math.max(0, answer)));
            }
        }
        return found.stream()
                .min((a, b) -> Integer.compare(rank(a), rank(b)))
                .orElseThrow(() -> new EngineException(
                        "gradio_function",
                        wanted.isEmpty()
                                ? "the app has no function that makes pictures; name one in gradio_api_name"
                                : "the app has no function /" + wanted + "; see gradio_api_name",
                        false));
    }

    private static int rank(Function function) {
        int usual = USUAL.indexOf(function.name());
        return usual < 0 ? USUAL.size() : usual;
    }

    private static int answer(JsonNode endpoint) {
        JsonNode returns = endpoint.path("returns");
        for (int i = 0; i < returns.size(); i++) {
            if (PICTURES.contains(component(returns.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean takesText(JsonNode endpoint) {
        for (JsonNode parameter : endpoint.path("parameters")) {
            if (component(parameter).equals("textbox")) {
                return true;
            }
        }
        return false;
    }

    private Function function(String name, JsonNode endpoint, int answer) throws EngineException {
        JsonNode dependency = dependency(name);
        List<JsonNode> inputs = new ArrayList<>();
        dependency.path("inputs").forEach(id -> inputs.add(componentOf(id.asInt())));
        List<Parameter> parameters = new ArrayList<>();
        int next = 0;
        JsonNode told = endpoint.path("parameters");
        for (JsonNode input : inputs) {
            // What an app remembers between calls is an input too, but nothing a caller gives.
            boolean remembered = input.path("type").asText("").equals("state");
            parameters.add(
                    remembered
                            ? new Parameter("", "state", MissingNode.getInstance(), null, null)
                            : parameter(told.path(next++), input.path("props")));
        }
        while (next < told.size()) {
            parameters.add(parameter(told.path(next++), MissingNode.getInstance()));
        }
        return new Function(dependency.path("id").asInt(), name, List.copyOf(parameters), answer);
    }

    private static Parameter parameter(JsonNode told, JsonNode props) {
        String name = told.path("parameter_name").asText(told.path("label").asText(""));
        return new Parameter(
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"),
                component(told),
                told.path("parameter_has_default").asBoolean() ? told.path("parameter_default") : props.path("value"),
                number(props.path("minimum")),
                number(props.path("maximum")));
    }

    private static @Nullable Double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : null;
    }

    private static String component(JsonNode told) {
        return told.path("component").asText("").toLowerCase(Locale.ROOT);
    }

    private JsonNode dependency(String name) throws EngineException {
        JsonNode all = config.path("dependencies");
        for (int i = 0; i < all.size(); i++) {
            JsonNode each = all.get(i);
            if (each.path("api_name").asText("").replaceFirst("^/+", "").equals(name)) {
                // Older apps count instead of telling.
                return each.has("id") ? each : each.<ObjectNode>deepCopy().put("id", i);
            }
        }
        throw new EngineException("gradio_function", "the app does not know its own function /" + name, false);
    }

    private JsonNode componentOf(int id) {
        for (JsonNode component : config.path("components")) {
            if (component.path("id").asInt(-1) == id) {
                return component;
            }
        }
        return MissingNode.getInstance();
    }
}
