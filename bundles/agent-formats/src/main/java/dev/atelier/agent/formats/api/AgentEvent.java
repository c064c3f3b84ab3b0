package dev.atelier.agent.formats.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One thing that happened in a run, in the same words for every agent. */
public sealed interface AgentEvent {
    /** The event as it travels: one object whose {@code type} names the variant, absent members left out. */
    ObjectNode json();

    /** What the agent says; a fragment ({@code stream}) continues the one before it without a separator. */
    record TextOutput(String content, boolean stream) implements AgentEvent {
        @Override
        public ObjectNode json() {
            return typed("text_output").put("content", content).put("stream", stream);
        }
    }

    /** What went wrong, told by the agent or found in what it printed. */
    record ErrorOutput(String content) implements AgentEvent {
        @Override
        public ObjectNode json() {
            return typed("error_output").put("content", content);
        }
    }

    record ToolUse(String toolName, JsonNode input) implements AgentEvent {
        @Override
        public ObjectNode json() {
            return typed("tool_use").put("tool_name", toolName).set("input", input);
        }
    }

    record ToolResult(String toolName, JsonNode output, boolean isError) implements AgentEvent {
        @Override
        public ObjectNode json() {
            ObjectNode json = typed("tool_result").put("tool_name", toolName);
            json.set("output", output);
            return json.put("is_error", isError);
        }
    }

    /** @param from the old path of what was renamed */
    record FileChange(
            String path,
            Change change,
            @Nullable String from,
            @Nullable String content) implements AgentEvent {
        @Override
        public ObjectNode json() {
            ObjectNode json = typed("file_change").put("path", path).put("change_type", change.word());
            optional(json, "from", from);
            optional(json, "content", content);
            return json;
        }
    }

    record CommandExecution(
            String command,
            @Nullable Integer exitCode,
            @Nullable String output) implements AgentEvent {
        @Override
        public ObjectNode json() {
            ObjectNode json = typed("command_execution").put("command", command);
            if (exitCode != null) {
                json.put("exit_code", exitCode);
            }
            optional(json, "output", output);
            return json;
        }
    }

    record AskUserQuestion(String question, List<String> options) implements AgentEvent {
        public AskUserQuestion {
            options = List.copyOf(options);
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = typed("ask_user_question").put("question", question);
            if (!options.isEmpty()) {
                options.forEach(json.putArray("options")::add);
            }
            return json;
        }
    }

    /** An answer on its way to the agent; told by who delivers it, never read from output. */
    record UserResponse(String response) implements AgentEvent {
        @Override
        public ObjectNode json() {
            return typed("user_response").put("response", response);
        }
    }

    record SessionStart(String agentType, @Nullable String model) implements AgentEvent {
        @Override
        public ObjectNode json() {
            ObjectNode json = typed("session_start").put("agent_type", agentType);
            optional(json, "model", model);
            return json;
        }
    }

    /** @param error why it failed; null when it did not */
    record SessionEnd(@Nullable String error) implements AgentEvent {
        public boolean success() {
            return error == null;
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = typed("session_end").put("success", success());
            optional(json, "error", error);
            return json;
        }
    }

    record Thinking(String content) implements AgentEvent {
        @Override
        public ObjectNode json() {
            return typed("thinking").put("content", content);
        }
    }

    enum Change {
        CREATE,
        MODIFY,
        DELETE,
        RENAME;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static ObjectNode typed(String type) {
        return Json.object().put("type", type);
    }

    private static void optional(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
