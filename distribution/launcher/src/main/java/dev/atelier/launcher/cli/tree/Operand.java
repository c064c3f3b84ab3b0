package dev.atelier.launcher.cli.tree;

import java.util.List;

/** A word after the command, such as the ID of {@code engines info ID}. */
public record Operand(String name, boolean required, boolean repeated, List<String> choices) implements Part {
    public static Operand one(String name) {
        return new Operand(name, true, false, List.of());
    }

    public static Operand maybe(String name) {
        return new Operand(name, false, false, List.of());
    }

    public static Operand many(String name) {
        return new Operand(name, true, true, List.of());
    }

    public static Operand choice(String name, String... choices) {
        return new Operand(name, true, false, List.of(choices));
    }

    String shown() {
        String text = repeated ? name + "..." : name;
        return required ? text : "[" + text + "]";
    }
}
