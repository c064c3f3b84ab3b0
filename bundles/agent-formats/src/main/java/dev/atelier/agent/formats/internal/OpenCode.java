package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentEvent.Change;
import dev.atelier.agent.formats.api.AgentEvent.CommandExecution;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OpenCode's parts, each told when it is complete. It names no model, and need not tell a result. */
final class OpenCode implements EventReader {
    static final AgentFormat FORMAT =
            AgentFormat.json("open_code", OpenCode::new).withoutResult();

    private final Session session;
    private long input;
    private long output;
    private @Nullable BigDecimal cost;

    OpenCode(Session session) {
        this.session = session;
    }

    @Override
    public void event(String type, JsonNode event) {
        session.conversation(event, "sessionID");
        session.started(null);
        JsonNode part = event.path("part");
        switch (type) {
            case "text" -> text(part, event);
            case "reasoning", "thinking" -> {
                String thought = Values.words(part, "text");
                session.thinks(thought == null ? Values.words(event, "text", "content") : thought, EventMeta.NONE);
            }
            case "tool_use" -> tool(part);
            case "question" -> session.tools().asked(new Call(null, null, "question", event), null);
            case "error" -> error(event.path("error"));
            case "step_finish" -> finished(part);
            case "done" -> done(event.path("rejected"));
            default -> {} // steps, and what a newer agent knows
        }
    }

    private void text(JsonNode part, JsonNode event) {
        if (Values.flag(part, "synthetic") || Values.flag(part, "ignored")) {
            return;
        }
        String text = Values.text(part, "text");
        if (text == null) {
            text = Values.text(event, "text", "content");
        }
        if (text != null && !text.isBlank()) {
            session.says(text);
        }
    }

    private void tool(JsonNode part) {
        JsonNode state = part.path("state");
        boolean failed = Values.is(state, "status", "error");
        if (!failed && !Values.is(state, "status", "completed")) {
            return;
        }
        String tool = Values.words(part, "tool");
        JsonNode given = state.path("input");
        Call call = new Call(
                Values.text(part, "callID"),
                null,
                tool == null ? "unknown" : tool,
                given.isMissingNode() ? Json.object() : given);
        if (session.tools().used(call)) {
            JsonNode result = state.path(failed ? "error" : "output");
            session.tools()
                    .finished(
                            call,
                            new Tools.Result(Values.orEmpty(result), failed),
                            (c, r) -> follows(c, r, state.path("metadata")));
        }
    }

    private void follows(Call call, Tools.Result result, JsonNode about) {
        switch (call.tool().toLowerCase(Locale.ROOT)) {
            case "bash" -> {
                String command = Values.text(call.input(), "command");
                if (command != null) {
                    session.emit(
                            new CommandExecution(command, Values.integer(about, "exit"), result.text()), call.meta());
                }
            }
            case "write" -> {
                JsonNode existed = about.path("exists");
                boolean created = existed.isBoolean() && !existed.booleanValue();
                changed(call, result, created ? Change.CREATE : Change.MODIFY, Values.text(call.input(), "content"));
            }
            case "edit", "multiedit" -> changed(call, result, Change.MODIFY, null);
            case "apply_patch", "patch" -> {
                String patch = Values.text(call.input(), "patchText");
                if (patch != null && !result.error()) {
                    Patch.changes(patch, session.paths()).forEach(change -> session.emit(change, call.meta()));
                }
            }
            default -> {} // other tools change nothing we could name
        }
    }

    private void changed(Call call, Tools.Result result, Change change, @Nullable String content) {
        String path = Values.words(call.input(), "filePath");
        if (path != null && !result.error()) {
            session.emit(new FileChange(session.paths().shown(path), change, null, content), call.meta());
        }
    }

    private void error(JsonNode error) {
        if (Values.is(error, "name", "ProviderAuthError")) {
            session.verdict().unauthorized(true);
        }
        String text = Values.words(error.path("data"), "message");
        if (text == null) {
            text = Values.words(error, "message", "name");
        }
        if (text == null) {
            text = error.isMissingNode() ? "agent reported an error" : Json.text(error);
        }
        session.error(text);
        session.verdict().failed(text);
    }

    private void finished(JsonNode part) {
        JsonNode tokens = part.path("tokens");
        input += Values.count(tokens, "input");
        output += Values.count(tokens, "output");
        BigDecimal step = Values.cost(part, "cost");
        if (step != null) {
            cost = cost == null ? step : cost.add(step);
        }
        session.uses(input, output, cost);
    }

    private void done(JsonNode rejected) {
        List<String> names = Values.elements(rejected).stream()
                .map(each -> each.isTextual() ? each.textValue() : Json.text(each))
                .toList();
        if (!names.isEmpty()) {
            session.error("permission rejected: " + String.join(", ", names));
        }
    }
}
