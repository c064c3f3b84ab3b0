package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command typed into a terminal that is none. */
final class Typed {
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean live;
    private boolean open;

    record Result(int code, String out, String err) {}

    static Typed at(Path home, String... words) {
        Typed typed = new Typed();
        typed.words.add("--home");
        typed.words.add(home.toString());
        typed.words.addAll(List.of(words));
        return typed;
    }

    static Typed words(String... words) {
        Typed typed = new Typed();
        typed.words.addAll(List.of(words));
        return typed;
    }

    Typed input(String text) {
        input = text;
        return this;
    }

    Typed environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Typed onTerminal() {
        live = true;
        return environment("COLUMNS", "100");
    }

    /** Into a terminal, while what is said goes elsewhere. */
    Typed typedOpenly() {
        open = true;
        return this;
    }

    Result run() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                live,
                live && !input.isEmpty(),
                open || (live && !input.isEmpty()));
        int code = new Cli(terminal).execute(words.toArray(String[]::new));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
