package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentEvent.Thinking;
import dev.atelier.agent.formats.api.ControlRequest;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claude Code's stream of messages, with its control requests; the flat lines of its short form too. */
final class ClaudeCode implements EventReader {
    static final AgentFormat FORMAT = AgentFormat.json("claude_code", ClaudeCode::new);

    private final Session session;
    private final ClaudeFragments fragments = new ClaudeFragments();
    private final ClaudeTools consequences;

    ClaudeCode(Session session) {
        this.session = session;
        this.consequences = new ClaudeTools(session);
    }

    @Override
    public void event(String type, JsonNode event) {
        switch (type) {
            case "system" -> system(event);
            case "assistant" -> assistant(event);
            case "user" -> user(event);
            case "stream_event" -> fragment(event);
            case "control_request" -> control(event);
            case "control_cancel_request" -> withdrawn(event);
            case "rate_limit_event" -> rateLimit(event.path("rate_limit_info"));
            case "result" -> result(event);
            case "tool_use" -> use(event, null);
            case "tool_result" -> toolResult(event, null, event);
            default -> {} // a newer agent knows more
        }
    }

    private void system(JsonNode event) {
        if (Values.is(event, "subtype", "init")) {
            session.conversation(event, "session_id");
            session.started(Values.words(event, "model"));
        }
    }

    private void assistant(JsonNode event) {
        JsonNode message = event.path("message");
        String parent = parent(event);
        String error = Values.text(event, "error");
        if ("authentication_failed".equals(error)) {
            session.verdict().unauthorized(true);
        }
        String id = Values.text(message, "id");
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            text(content.textValue(), error != null, id, parent);
        }
        for (JsonNode block : Values.elements(content)) {
            String type = Values.text(block, "type");
            if (type == null) {
                continue;
            }
            switch (type) {
                case "text" -> text(Values.text(block, "text"), error != null, id, parent);
                case "thinking" -> {
                    if (!fragments.thought(id)) {
                        session.thinks(Values.text(block, "thinking"), EventMeta.ofCall(null, parent));
                    }
                }
                case "tool_use", "server_tool_use" -> use(block, parent);
                default -> {
                    if (type.endsWith("tool_result")) {
                        toolResult(block, parent, event);
                    }
                }
            }
        }
    }

    private void text(@Nullable String text, boolean error, @Nullable String id, @Nullable String parent) {
        if (text == null || text.isBlank()) {
            return;
        }
        if (error) {
            session.error(text);
        } else if (!fragments.said(id)) {
            session.says(text, false, EventMeta.ofCall(null, parent));
        }
    }

    /** What the user said is known; what tools gave back comes as if the user had said it. */
    private void user(JsonNode event) {
        List<JsonNode> results = Values.elements(event.path("message").path("content")).stream()
                .filter(block -> Values.is(block, "type", "tool_result"))
                .toList();
        // Beside several results nobody could say whose it is.
        JsonNode about = results.size() == 1 ? event : Json.object();
        results.forEach(block -> toolResult(block, parent(event), about));
    }

    private void use(JsonNode block, @Nullable String parent) {
        String tool = Values.words(block, "name", "tool_name");
        JsonNode input = block.path("input");
        session.tools()
                .used(new Call(
                        Values.text(block, "id"),
                        parent,
                        tool == null ? "unknown" : tool,
                        input.isMissingNode() ? Json.object() : input));
    }

    private void toolResult(JsonNode block, @Nullable String parent, JsonNode event) {
        JsonNode content = block.path("content");
        for (String other : List.of("output", "result")) {
            content = content.isMissingNode() ? block.path(other) : content;
        }
        Tools.Result result = new Tools.Result(Values.blocks(content), Values.flag(block, "is_error"));
        session.tools()
                .finished(
                        Values.text(block, "tool_use_id"),
                        parent,
                        result,
                        (call, given) -> consequences.follows(call, given, event.path("tool_use_result")));
    }

    private void fragment(JsonNode event) {
        String parent = parent(event);
        JsonNode inner = event.path("event");
        if (Values.is(inner, "type", "message_start")) {
            fragments.begins(parent, Values.text(inner.path("message"), "id"));
        } else if (Values.is(inner, "type", "content_block_delta")) {
            JsonNode delta = inner.path("delta");
            String text = Values.is(delta, "type", "text_delta") ? Values.text(delta, "text") : null;
            String thought = Values.is(delta, "type", "thinking_delta") ? Values.text(delta, "thinking") : null;
            EventMeta meta = EventMeta.ofCall(null, parent);
            if (text != null && !text.isEmpty()) {
                fragments.says(parent);
                session.says(text, true, meta);
            }
            if (thought != null && !thought.isEmpty()) {
                fragments.thinks(parent);
                session.emit(new Thinking(thought), meta);
            }
        }
    }

    private void control(JsonNode event) {
        String id = Values.words(event, "request_id");
        JsonNode request = event.path("request");
        if (id == null || !Values.is(request, "subtype", "can_use_tool")) {
            return;
        }
        String tool = Values.words(request, "tool_name");
        JsonNode input = request.path("input");
        Call call = new Call(
                Values.text(request, "tool_use_id"),
                parent(event),
                tool == null ? "unknown" : tool,
                input.isMissingNode() ? Json.object() : input);
        boolean question = Questions.asks(call.tool());
        session.listener().control(new ControlRequest(id, call.id(), call.tool(), call.input(), question));
        if (question) {
            session.tools().asked(call, id);
        }
    }

    private void withdrawn(JsonNode event) {
        String id = Values.words(event, "request_id");
        if (id != null) {
            session.listener().controlWithdrawn(id);
        }
    }

    private void rateLimit(JsonNode info) {
        if (Values.is(info, "status", "rejected")) {
            String type = Values.words(info, "rateLimitType");
            session.error(type == null ? "rate limited" : "rate limited: " + type);
        }
    }

    private void result(JsonNode event) {
        session.conversation(event, "session_id");
        JsonNode usage = event.path("usage");
        if (usage.isObject()) {
            session.uses(
                    Values.count(usage, "input_tokens"),
                    Values.count(usage, "output_tokens"),
                    Values.cost(event, "total_cost_usd"));
        }
        if (Values.is(event, "subtype", "success") && !Values.flag(event, "is_error")) {
            session.verdict().succeeded();
            String text = Values.words(event, "result");
            if (text != null && !session.saidAnything()) {
                session.says(text);
            }
        } else {
            session.verdict().failed(failure(event));
        }
        session.listener().resultSeen();
    }

    private static String failure(JsonNode event) {
        String errors = String.join(
                "; ",
                Values.elements(event.path("errors")).stream()
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList());
        String text = errors.isBlank() ? Values.words(event, "error", "result", "subtype") : errors;
        return text == null ? "agent reported an error" : text;
    }

    private static @Nullable String parent(JsonNode event) {
        return Values.text(event, "parent_tool_use_id");
    }
}
