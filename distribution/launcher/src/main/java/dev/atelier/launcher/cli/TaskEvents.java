package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.json.Json;
import org.jspecify.annotations.Nullable;

/** What an agent says and does, as lines for people. */
final class TaskEvents {
    private static final int LONGEST = 200;

    private final Terminal terminal;

    /** Whether a text is being written that goes on with the next fragment. */
    private boolean open;

    TaskEvents(Terminal terminal) {
        this.terminal = terminal;
    }

    void tell(Fields event) {
        if (event.text("type").equals("text_output") && event.yes("stream")) {
            terminal.out().print(Shown.text(event.text("content")));
            open = true;
            return;
        }
        flush();
        switch (event.text("type")) {
            case "text_output" -> text(event.text("content"));
            case "thinking" -> line(event.text("content"), "quiet");
            case "error_output" -> line("! " + event.text("content"), "bad");
            case "tool_use" ->
                line("> " + event.text("tool_name") + " " + brief(Json.write(event.raw("input"))), "quiet");
            case "tool_result" -> result(event);
            case "file_change" -> line("~ " + event.text("change_type") + " " + path(event), "good");
            case "command_execution" -> command(event);
            case "ask_user_question" -> question(event);
            case "user_response" -> line("= " + event.text("response"), "odd");
            case "session_start" ->
                line(("agent " + event.text("agent_type") + " " + event.text("model")).strip(), "quiet");
            case "session_end" -> {} // how it ended is told of the task
            default -> line(brief(Json.write(event.members())), "quiet");
        }
    }

    /** Before anything else is written. */
    void flush() {
        if (open) {
            terminal.out().println();
            open = false;
        }
        terminal.out().flush();
    }

    private void text(String content) {
        terminal.out().println(Shown.text(content));
    }

    private void line(String text, String mood) {
        terminal.out().println(terminal.tinted(Shown.text(text), mood));
    }

    /** What went well is seen in what comes of it. */
    private void result(Fields event) {
        if (event.yes("is_error")) {
            line("! " + event.text("tool_name") + ": " + brief(output(event.raw("output"))), "odd");
        }
    }

    private static String output(@Nullable Object output) {
        return output instanceof String text ? text : Json.write(output);
    }

    private void command(Fields event) {
        long code = event.number("exit_code", 0);
        String failed = code == 0 ? "" : " (exit code " + code + ")";
        line("$ " + brief(event.text("command")) + failed, code == 0 ? "quiet" : "odd");
    }

    private void question(Fields event) {
        String options = String.join(" | ", event.texts("options"));
        line("? " + event.text("question") + (options.isEmpty() ? "" : " [" + options + "]"), "odd");
    }

    private static String path(Fields event) {
        String from = event.text("from");
        return from.isEmpty() ? event.text("path") : from + " to " + event.text("path");
    }

    private static String brief(String text) {
        String line = Shown.line(text).strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
