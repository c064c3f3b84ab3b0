package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentEvent.Change;
import dev.atelier.agent.formats.api.AgentEvent.CommandExecution;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.common.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Items of Codex that are the use of a tool: as which call, with which result, and what follows from it. */
final class CodexItem {
    private CodexItem() {}

    static Optional<Call> call(JsonNode item) {
        String id = Values.text(item, "id");
        return switch (type(item)) {
            case "command_execution" ->
                Optional.of(new Call(id, null, "shell", Json.object().put("command", command(item))));
            case "file_change" -> Optional.of(new Call(id, null, "apply_patch", with("changes", changes(item))));
            case "mcp_tool_call" ->
                Optional.of(new Call(
                        id,
                        null,
                        "mcp__" + named(item, "server") + "__" + named(item, "tool"),
                        item.path("arguments").isMissingNode() ? Json.object() : item.path("arguments")));
            case "web_search" -> Optional.of(new Call(id, null, "web_search", with("query", item.path("query"))));
            case "todo_list" -> Optional.of(new Call(id, null, "todo_list", with("items", item.path("items"))));
            case "collab_tool_call" -> {
                ObjectNode input = with("prompt", item.path("prompt"));
                input.setAll(with("receiver_thread_ids", item.path("receiver_thread_ids")));
                yield Optional.of(new Call(id, null, named(item, "tool"), input));
            }
            default -> Optional.empty();
        };
    }

    static Tools.Result result(JsonNode item) {
        boolean error = Values.is(item, "status", "failed") || Values.is(item, "status", "declined");
        JsonNode output =
                switch (type(item)) {
                    case "command_execution" -> item.path("aggregated_output");
                    case "mcp_tool_call" -> given(item);
                    case "web_search" -> item.path("query");
                    case "todo_list" -> item.path("items");
                    default -> item.path("status");
                };
        return new Tools.Result(Values.orEmpty(output), error);
    }

    static List<AgentEvent> consequences(JsonNode item, Tools.Result result, Paths paths) {
        List<AgentEvent> events = new ArrayList<>();
        if (type(item).equals("command_execution")) {
            events.add(new CommandExecution(command(item), Values.integer(item, "exit_code"), result.text()));
        } else if (type(item).equals("file_change") && !result.error()) {
            for (JsonNode each : Values.elements(item.path("changes"))) {
                String path = Values.words(each, "path");
                Change change = change(each);
                if (path != null && change != null) {
                    events.add(new FileChange(paths.shown(path), change, null, null));
                }
            }
        }
        return events;
    }

    private static String type(JsonNode item) {
        String type = Values.text(item, "type");
        return type == null ? "" : type;
    }

    private static String command(JsonNode item) {
        JsonNode command = item.path("command");
        if (command.isArray()) {
            return String.join(
                    " ",
                    Values.elements(command).stream()
                            .filter(JsonNode::isTextual)
                            .map(JsonNode::textValue)
                            .toList());
        }
        return command.isTextual() ? command.textValue() : "";
    }

    private static ArrayNode changes(JsonNode item) {
        ArrayNode changes = Json.array();
        for (JsonNode each : Values.elements(item.path("changes"))) {
            ObjectNode change = with("path", each.path("path"));
            change.setAll(with("kind", each.path("kind")));
            changes.add(change);
        }
        return changes;
    }

    private static @Nullable Change change(JsonNode change) {
        String kind = Values.text(change, "kind");
        return switch (kind == null ? "" : kind) {
            case "add" -> Change.CREATE;
            case "update" -> Change.MODIFY;
            case "delete" -> Change.DELETE;
            default -> null;
        };
    }

    private static JsonNode given(JsonNode item) {
        JsonNode content = item.path("result").path("content");
        if (!content.isMissingNode()) {
            return Values.blocks(content);
        }
        String error = Values.text(item.path("error"), "message");
        if (error != null) {
            return TextNode.valueOf(error);
        }
        return item.path("result");
    }

    private static String named(JsonNode item, String name) {
        String value = Values.words(item, name);
        return value == null ? "unknown" : value;
    }

    private static ObjectNode with(String name, JsonNode value) {
        ObjectNode object = Json.object();
        if (!value.isMissingNode()) {
            object.set(name, value);
        }
        return object;
    }
}
