package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.io.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows an operation while it goes on: steps that tick off on a terminal, else a line as each of them ends. */
final class OperationView {
    private final Terminal terminal;
    private final Live live;
    private final Map<String, String> told = new LinkedHashMap<>();

    OperationView(Terminal terminal) {
        this.terminal = terminal;
        this.live = new Live(terminal);
    }

    void show(Fields operation) {
        if (terminal.live()) {
            live.show(lines(terminal, operation));
            return;
        }
        if (told.isEmpty()) {
            terminal.out().println(Shown.ours(title(operation)));
            told.put("", "");
        }
        for (Fields step : operation.list("steps")) {
            String state = step.text("state");
            boolean over = state.equals("done") || state.equals("failed");
            if (over && !state.equals(told.put(step.text("name"), state))) {
                terminal.out()
                        .println(
                                Shown.ours(step.text("name") + " " + state + " (" + millis(step) + ")" + detail(step)));
            }
        }
        terminal.out().flush();
    }

    static List<String> lines(Terminal terminal, Fields operation) {
        List<String> lines = new ArrayList<>();
        lines.add(title(operation) + ": " + operation.text("state").replace('_', ' '));
        boolean unicode = terminal.unicode();
        for (Fields step : operation.list("steps")) {
            String state = step.text("state");
            String sign =
                    switch (state) {
                        case "done" -> unicode ? "✓" : "+";
                        case "failed" -> unicode ? "✗" : "x";
                        case "running" -> unicode ? "▸" : ">";
                        case "skipped" -> "-";
                        default -> unicode ? "·" : ".";
                    };
            String name = step.text("name");
            boolean over = state.equals("done") || state.equals("failed");
            lines.add("  " + sign + " " + name + " ".repeat(Math.max(1, 11 - name.length()))
                    + (over ? millis(step) : state) + detail(step));
        }
        return lines;
    }

    static String title(Fields operation) {
        StringBuilder title = new StringBuilder(operation.text("kind", "operation"));
        title.append(' ').append(operation.text("engine"));
        if (operation.has("from")) {
            title.append(' ').append(operation.text("from"));
        }
        if (operation.has("to")) {
            title.append(operation.has("from") ? " -> " : " ").append(operation.text("to"));
        }
        return title.toString();
    }

    private static String millis(Fields step) {
        return Units.millis(step.number("millis", 0));
    }

    private static String detail(Fields step) {
        return step.has("detail") ? "  " + step.text("detail") : "";
    }
}
