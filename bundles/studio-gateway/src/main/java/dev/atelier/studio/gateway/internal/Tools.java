package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a client lets a model call. Jobs know of none: the model is told of them in words, and its answer is
 * held to JSON that is either a call or something said. So every worker can do it whose engine heeds a schema.
 *
 * @param mayTalk whether the model may also answer in words
 */
record Tools(List<Function> functions, boolean mayTalk) {
    /** The members of an answer: what is said, or what is called and with what. */
    static final String SAY = "say";

    static final String CALL = "call";
    static final String WITH = "with";

    static final Tools NONE = new Tools(List.of(), true);

    private static final int MOST = 128;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");

    record Function(String name, String description, JsonNode parameters) {}

    Tools {
        functions = List.copyOf(functions);
    }

    boolean none() {
        return functions.isEmpty();
    }

    static Tools of(Params body) {
        JsonNode tools = body.get("tools");
        if (tools.isMissingNode() || tools.isNull() || tools.isEmpty()) {
            return NONE;
        }
        if (!tools.isArray() || tools.size() > MOST) {
            throw Errors.invalid("tools", "tools must be a list of at most " + MOST);
        }
        List<Function> functions = new ArrayList<>();
        for (JsonNode tool : tools) {
            functions.add(function(tool, "tools[" + functions.size() + "]"));
        }
        return chosen(functions, body.get("tool_choice"));
    }

    private static Function function(JsonNode tool, String at) {
        if (!tool.path("type").asText("function").equals("function")) {
            throw Errors.unsupported(at + ".type", at + " must be a function");
        }
        JsonNode function = tool.path("function");
        String name = function.path("name").asText("");
        if (!NAME.matcher(name).matches()) {
            throw Errors.invalid(
                    at + ".function.name", at + " must name a function with letters, digits, dots, _ and -");
        }
        JsonNode parameters = function.path("parameters");
        if (!parameters.isObject() && !parameters.isMissingNode() && !parameters.isNull()) {
            throw Errors.invalid(at + ".function.parameters", at + " must have a JSON schema as its parameters");
        }
        return new Function(
                name, function.path("description").asText(""), parameters.isObject() ? parameters : Json.object());
    }

    private static Tools chosen(List<Function> functions, JsonNode choice) {
        if (choice.isObject()) {
            String wanted = choice.path("function").path("name").asText();
            List<Function> one = functions.stream()
                    .filter(each -> each.name().equals(wanted))
                    .toList();
            if (one.isEmpty()) {
                throw Errors.invalid("tool_choice", "tool_choice must name one of the tools");
            }
            return new Tools(one, false);
        }
        return switch (choice.asText("auto")) {
            case "none" -> NONE;
            case "auto", "null" -> new Tools(functions, true);
            case "required" -> new Tools(functions, false);
            default ->
                throw Errors.unsupported("tool_choice", "tool_choice must be none, auto, required or one function");
        };
    }

    /** What the model is told. */
    String instruction() {
        StringBuilder text =
                new StringBuilder("You can call functions. Answer with one JSON object and nothing else. To"
                        + " call a function: {\"call\": \"its name\", \"with\": {its arguments}}.");
        text.append(
                mayTalk
                        ? " To say something instead, once no call is needed any more: {\"say\": \"your words\"}."
                        : " You have to call one.");
        text.append(" What a call gave comes as the next message. The functions:\n");
        for (Function function : functions) {
            ObjectNode line = Json.object().put("name", function.name());
            if (!function.description().isEmpty()) {
                line.put("description", function.description());
            }
            text.append(Json.text(line.set("parameters", function.parameters())))
                    .append('\n');
        }
        return text.toString();
    }

    /** What the answer has to be. */
    String schema() {
        ObjectNode schema = Json.object();
        ArrayNode any = schema.putArray("anyOf");
        if (mayTalk) {
            any.add(closed(SAY, Json.object().put("type", "string"), null));
        }
        for (Function function : functions) {
            any.add(closed(CALL, Json.object().put("const", function.name()), parameters(function)));
        }
        return Json.text(schema);
    }

    private static ObjectNode closed(String first, JsonNode is, @Nullable JsonNode with) {
        ObjectNode object = Json.object().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = object.putArray("required").add(first);
        properties.set(first, is);
        if (with != null) {
            properties.set(WITH, with);
            required.add(WITH);
        }
        return object.put("additionalProperties", false);
    }

    private static JsonNode parameters(Function function) {
        JsonNode shape = new ToolShape(function.parameters()).whole();
        return shape.isEmpty() ? Json.object().put("type", "object") : shape;
    }
}
