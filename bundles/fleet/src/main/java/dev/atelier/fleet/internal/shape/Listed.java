package dev.atelier.fleet.internal.shape;

import java.util.List;

/** Items, and what is to be said about those that are missing. */
public record Listed<T>(List<T> items, List<Diagnostic> diagnostics) {
    public Listed {
        items = List.copyOf(items);
        diagnostics = List.copyOf(diagnostics);
    }

    public static <T> Listed<T> of(List<T> items) {
        return new Listed<>(items, List.of());
    }

    public static <T> Listed<T> none(Diagnostic why) {
        return new Listed<>(List.of(), List.of(why));
    }
}
