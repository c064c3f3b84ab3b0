package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentEvent.Change;
import dev.atelier.agent.formats.api.AgentEvent.CommandExecution;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the results of Claude Code's and Amp's tools mean for files and commands. */
final class ClaudeTools {
    private static final Pattern EXIT = Pattern.compile("^Exit code (-?\\d{1,9})(?:\\n|$)");

    private final Session session;

    ClaudeTools(Session session) {
        this.session = session;
    }

    /** @param about what the agent tells of the result besides the text for its model */
    void follows(Call call, Tools.Result result, JsonNode about) {
        switch (call.tool().toLowerCase(Locale.ROOT)) {
            case "bash" -> command(call, result);
            case "read", "read_file" -> {
                String path = path(call);
                if (path != null && !result.error()) {
                    session.paths().saw(path);
                }
            }
            case "write", "create_file", "write_file" -> {
                String path = path(call);
                if (path != null && !result.error()) {
                    changed(call, path, written(path, result, about), Values.text(call.input(), "content"));
                }
            }
            case "edit", "multiedit", "edit_file", "notebookedit", "undo_edit" -> {
                String path = path(call);
                if (path != null && !result.error()) {
                    changed(call, path, Change.MODIFY, null);
                }
            }
            default -> {} // other tools change nothing we could name
        }
    }

    private void changed(Call call, String path, Change change, @Nullable String content) {
        session.paths().saw(path);
        session.emit(new FileChange(session.paths().shown(path), change, null, content), call.meta());
    }

    private Change written(String path, Tools.Result result, JsonNode about) {
        String output = result.text() == null ? "" : result.text();
        if (Values.is(about, "type", "create")) {
            return Change.CREATE;
        }
        if (Values.is(about, "type", "update")) {
            return Change.MODIFY;
        }
        if (output.startsWith("File created successfully")) {
            return Change.CREATE;
        }
        return output.contains("has been updated") || session.paths().hasSeen(path) ? Change.MODIFY : Change.CREATE;
    }

    private void command(Call call, Tools.Result result) {
        String command = Values.text(call.input(), "command", "cmd");
        if (command != null) {
            session.emit(executed(command, result), call.meta());
        }
    }

    private static CommandExecution executed(String command, Tools.Result result) {
        String output = result.text();
        JsonNode told = output == null ? Json.object() : object(output);
        Integer exit = Values.integer(told, "exitCode");
        if (exit != null && told.path("output").isTextual()) {
            return new CommandExecution(command, exit, Values.text(told, "output"));
        }
        if (!result.error()) {
            return new CommandExecution(command, 0, output);
        }
        Matcher failed = EXIT.matcher(output == null ? "" : output);
        if (output != null && failed.find()) {
            return new CommandExecution(command, Integer.valueOf(failed.group(1)), output.substring(failed.end()));
        }
        return new CommandExecution(command, null, output);
    }

    private static JsonNode object(String text) {
        if (!text.startsWith("{")) {
            return Json.object();
        }
        try {
            return Json.parse(text);
        } catch (IOException e) {
            // a command may print what it likes
            return Json.object();
        }
    }

    private static @Nullable String path(Call call) {
        return Values.words(call.input(), "file_path", "path", "notebook_path");
    }
}
