package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The messages of a chat, with calls of functions and what they gave put into words a model has been told of. */
final class ChatMessages {
    private static final String SYSTEM = "system";
    private static final String USER = "user";

    private final List<Task.Message> messages = new ArrayList<>();

    /** Whether the last message is what calls gave: templates of chats want turns to alternate. */
    private boolean results;

    private ChatMessages() {}

    static List<Task.Message> of(JsonNode list, Tools tools) {
        if (list.isMissingNode() || list.isNull()) {
            throw Errors.missing("messages");
        }
        if (!list.isArray() || list.isEmpty()) {
            throw Errors.invalid("messages", "messages must be a list with at least one message");
        }
        ChatMessages all = new ChatMessages();
        int at = 0;
        for (JsonNode message : list) {
            all.add(message, "messages[" + at++ + "]");
        }
        if (!tools.none()) {
            all.instruct(tools.instruction());
        }
        return all.messages;
    }

    private void add(JsonNode message, String at) {
        if (!message.path("role").isTextual()) {
            throw Errors.invalid(at + ".role", at + " must have a role");
        }
        String role = message.path("role").textValue();
        JsonNode content = message.path("content");
        if (role.equals("tool")) {
            result(message, content(content, at + ".content"));
            return;
        }
        if (role.equals("assistant")
                && message.path("tool_calls").isArray()
                && !message.path("tool_calls").isEmpty()) {
            messages.add(new Task.Message(role, calls(message, at)));
        } else if (results && role.equals(USER)) {
            append(content(content, at + ".content"));
        } else {
            // The newer name of the same thing; chat templates of open models know only the older one.
            messages.add(new Task.Message(role.equals("developer") ? SYSTEM : role, content(content, at + ".content")));
        }
        results = false;
    }

    private void result(JsonNode message, String text) {
        String name = message.path("name").asText("");
        String said = (name.isEmpty() ? "The call gave:\n" : name + " gave:\n") + text;
        if (results) {
            append(said);
        } else {
            messages.add(new Task.Message(USER, said));
        }
        results = true;
    }

    private void append(String text) {
        Task.Message last = messages.remove(messages.size() - 1);
        messages.add(new Task.Message(last.role(), last.content() + "\n\n" + text));
    }

    /** The form the model is told to call in, a line for each call. */
    private static String calls(JsonNode message, String at) {
        StringBuilder text = new StringBuilder();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            ObjectNode line =
                    Json.object().put(Tools.CALL, function.path("name").asText());
            text.append(text.isEmpty() ? "" : "\n")
                    .append(Json.text(line.set(Tools.WITH, arguments(function.path("arguments"), at))));
        }
        return text.toString();
    }

    private static JsonNode arguments(JsonNode arguments, String at) {
        String text = arguments.asText("");
        try {
            return text.isBlank() ? Json.object() : Json.parse(text);
        } catch (IOException e) {
            throw Errors.invalid(at + ".tool_calls", at + " has a call whose arguments are no JSON");
        }
    }

    private void instruct(String text) {
        if (messages.get(0).role().equals(SYSTEM)) {
            Task.Message first = messages.get(0);
            messages.set(0, new Task.Message(SYSTEM, first.content() + "\n\n" + text));
        } else {
            messages.add(0, new Task.Message(SYSTEM, text));
        }
    }

    /** A text, or a list of parts with texts. */
    private static String content(JsonNode content, String at) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw Errors.invalid(at, at + " must be a string or a list of text parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText("text");
            if (!type.equals("text")) {
                throw Errors.unsupported(
                        at, at + " has a part of type " + word(type) + "; only text is supported here");
            }
            if (!part.path("text").isTextual()) {
                throw Errors.invalid(at, at + " has a part without a text");
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    private static String word(String type) {
        return type.matches("[a-z_]{1,40}") ? type : "unknown here";
    }
}
