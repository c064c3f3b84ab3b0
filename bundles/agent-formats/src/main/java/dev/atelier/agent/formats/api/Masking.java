package dev.atelier.agent.formats.api;

import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts stars where a secret stands, as it is or as a JSON string writes it. Of one with several lines, such as a private
 * key, each line is hidden by itself too: output is told line by line.
 */
public final class Masking {
    /** A shorter value would be found in innocent words. */
    private static final int SHORTEST = 8;

    private final List<Secret> secrets = new ArrayList<>();
    private volatile List<String> hidden = List.of();

    public Masking(List<Secret> secrets) {
        hide(secrets);
    }

    /** From now on these too; from any thread. */
    public synchronized void hide(List<Secret> more) {
        secrets.addAll(more);
        hidden = secrets.stream()
                .map(Secret::value)
                .flatMap(value -> Stream.concat(Stream.of(value), value.lines().map(String::strip)))
                .filter(value -> value.length() >= SHORTEST)
                .flatMap(value -> Stream.of(value, escaped(value)))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    public String masked(String text) {
        String masked = text;
        for (String value : hidden) {
            masked = masked.replace(value, "***");
        }
        return masked;
    }

    private static String escaped(String value) {
        String quoted = Json.text(Json.object().textNode(value));
        return quoted.substring(1, quoted.length() - 1);
    }

    @Override
    public String toString() {
        return "Masking[" + hidden.size() + "]";
    }
}
