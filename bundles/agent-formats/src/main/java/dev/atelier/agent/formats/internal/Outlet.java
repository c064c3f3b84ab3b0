package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentEvent.AskUserQuestion;
import dev.atelier.agent.formats.api.AgentEvent.CommandExecution;
import dev.atelier.agent.formats.api.AgentEvent.ErrorOutput;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.agent.formats.api.AgentEvent.SessionEnd;
import dev.atelier.agent.formats.api.AgentEvent.SessionStart;
import dev.atelier.agent.formats.api.AgentEvent.TextOutput;
import dev.atelier.agent.formats.api.AgentEvent.Thinking;
import dev.atelier.agent.formats.api.AgentEvent.ToolResult;
import dev.atelier.agent.formats.api.AgentEvent.ToolUse;
import dev.atelier.agent.formats.api.AgentEvent.UserResponse;
import dev.atelier.agent.formats.api.AgentListener;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.agent.formats.api.Masking;
import dev.atelier.common.api.Json;
import org.jspecify.annotations.Nullable;

/** The one way out for events: no text leaves without its secrets masked and its length bounded. */
final class Outlet {
    private final AgentListener listener;
    private final Masking masks;
    private final TextLimit limit;
    private boolean cut;

    Outlet(AgentListener listener, Masking masks, TextLimit limit) {
        this.listener = listener;
        this.masks = masks;
        this.limit = limit;
    }

    AgentListener listener() {
        return listener;
    }

    String masked(String text) {
        return masks.masked(text);
    }

    void emit(AgentEvent event, EventMeta meta) {
        cut = false;
        AgentEvent safe = safe(event);
        EventMeta about = new EventMeta(
                optional(meta.callId()),
                optional(meta.parentCallId()),
                // has to be given back to the agent letter by letter
                meta.requestId(),
                meta.multiSelect(),
                meta.secret(),
                meta.truncated());
        listener.event(safe, cut ? about.cut() : about);
    }

    private AgentEvent safe(AgentEvent event) {
        if (event instanceof TextOutput text) {
            return new TextOutput(text(text.content()), text.stream());
        }
        if (event instanceof ErrorOutput error) {
            return new ErrorOutput(text(error.content()));
        }
        if (event instanceof Thinking thinking) {
            return new Thinking(text(thinking.content()));
        }
        if (event instanceof ToolUse use) {
            return new ToolUse(text(use.toolName()), json(use.input()));
        }
        if (event instanceof ToolResult result) {
            return new ToolResult(text(result.toolName()), json(result.output()), result.isError());
        }
        if (event instanceof FileChange file) {
            return new FileChange(text(file.path()), file.change(), optional(file.from()), optional(file.content()));
        }
        if (event instanceof CommandExecution command) {
            return new CommandExecution(text(command.command()), command.exitCode(), optional(command.output()));
        }
        if (event instanceof AskUserQuestion question) {
            return new AskUserQuestion(
                    text(question.question()),
                    question.options().stream().map(this::text).toList());
        }
        if (event instanceof SessionStart start) {
            return new SessionStart(start.agentType(), optional(start.model()));
        }
        if (event instanceof SessionEnd end) {
            return new SessionEnd(optional(end.error()));
        }
        if (event instanceof UserResponse response) {
            return new UserResponse(text(response.response()));
        }
        throw new IllegalStateException("an event nobody masks: " + event.getClass());
    }

    private @Nullable String optional(@Nullable String value) {
        return value == null ? null : text(value);
    }

    private String text(String value) {
        String masked = masks.masked(value);
        String bounded = limit.bounded(masked);
        cut |= !bounded.equals(masked) && limit.exceeds(masked);
        return bounded;
    }

    private JsonNode json(JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(text(value.textValue()));
        }
        if (value.isArray()) {
            ArrayNode array = Json.array();
            value.forEach(each -> array.add(json(each)));
            return array;
        }
        if (value.isObject()) {
            ObjectNode object = Json.object();
            value.properties().forEach(each -> object.set(text(each.getKey()), json(each.getValue())));
            return object;
        }
        return value;
    }
}
