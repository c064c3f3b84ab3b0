package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.atelier.agent.formats.api.AgentEvent.Change;
import dev.atelier.agent.formats.api.AgentEvent.CommandExecution;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gemini CLI's stream of events; what it thinks it tells in its forks only. */
final class GeminiCli implements EventReader {
    static final AgentFormat FORMAT =
            AgentFormat.json("gemini_cli", GeminiCli::new).withPlainText(false);

    private static final Pattern EXIT = Pattern.compile("(?:Command exited with code|Exit Code): (-?\\d{1,9})(?!\\d)");
    private static final int EXIT_UNAUTHORIZED = 41;

    private final Session session;

    GeminiCli(Session session) {
        this.session = session;
        session.verdict().unauthorizedExit(EXIT_UNAUTHORIZED);
    }

    @Override
    public void event(String type, JsonNode event) {
        switch (type) {
            case "init" -> {
                session.conversation(event, "session_id");
                session.started(Values.words(event, "model"));
            }
            case "message" -> message(event);
            case "thought", "thinking" -> session.thinks(Values.text(event, "content"), EventMeta.NONE);
            case "tool_use" -> use(event);
            case "tool_result" -> toolResult(event);
            case "error" -> error(event);
            case "result" -> result(event);
            default -> {} // a newer agent knows more
        }
    }

    private void message(JsonNode event) {
        String content = Values.text(event, "content");
        if (content == null || content.isEmpty() || !Values.is(event, "role", "assistant")) {
            return;
        }
        boolean fragment = Values.flag(event, "delta");
        if (fragment || !content.isBlank()) {
            session.says(content, fragment, EventMeta.NONE);
        }
    }

    private void use(JsonNode event) {
        String tool = Values.words(event, "tool_name");
        JsonNode input = event.path("parameters");
        session.tools()
                .used(new Call(
                        Values.text(event, "tool_id"),
                        null,
                        tool == null ? "unknown" : tool,
                        input.isMissingNode() ? Json.object() : input));
    }

    private void toolResult(JsonNode event) {
        JsonNode output = event.path("output");
        if (output.isMissingNode() || output.isNull()) {
            String message = Values.text(event.path("error"), "message");
            output = TextNode.valueOf(message == null ? "" : message);
        }
        session.tools()
                .finished(
                        Values.text(event, "tool_id"),
                        null,
                        new Tools.Result(output, Values.is(event, "status", "error")),
                        this::follows);
    }

    private void follows(Call call, Tools.Result result) {
        String path = Values.words(call.input(), "file_path", "absolute_path", "path");
        switch (call.tool()) {
            case "run_shell_command" -> {
                String command = Values.text(call.input(), "command");
                if (command != null) {
                    session.emit(new CommandExecution(command, exit(result.text()), result.text()), call.meta());
                }
            }
            case "read_file" -> {
                if (path != null && !result.error()) {
                    session.paths().saw(path);
                }
            }
            case "write_file" -> {
                if (path != null && !result.error()) {
                    Change change = session.paths().hasSeen(path) ? Change.MODIFY : Change.CREATE;
                    changed(call, path, change, Values.text(call.input(), "content"));
                }
            }
            case "replace" -> {
                if (path != null && !result.error()) {
                    Change change = Values.is(call.input(), "old_string", "") ? Change.CREATE : Change.MODIFY;
                    changed(call, path, change, null);
                }
            }
            default -> {} // other tools change nothing we could name
        }
    }

    private void changed(Call call, String path, Change change, @Nullable String content) {
        session.paths().saw(path);
        session.emit(new FileChange(session.paths().shown(path), change, null, content), call.meta());
    }

    private static @Nullable Integer exit(@Nullable String output) {
        Matcher found = EXIT.matcher(output == null ? "" : output);
        return found.find() ? Integer.valueOf(found.group(1)) : null;
    }

    private void error(JsonNode event) {
        String message = Values.words(event, "message");
        if (message == null) {
            message = "agent reported an error";
        }
        session.error(message);
        if (Values.is(event, "severity", "error")) {
            session.verdict().protocolError(message);
        }
    }

    private void result(JsonNode event) {
        JsonNode stats = event.path("stats");
        if (stats.isObject()) {
            session.uses(Values.count(stats, "input_tokens"), Values.count(stats, "output_tokens"), null);
        }
        if (Values.is(event, "status", "success")) {
            session.verdict().succeeded();
        } else {
            session.verdict().failedBecause(Values.words(event.path("error"), "message"));
        }
        session.listener().resultSeen();
    }
}
