package dev.atelier.runtime.wire.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark. A name that is asked for may stand there once. */
public record Query(@Nullable String raw) {
    public Optional<String> text(String name) throws Refusal {
        Optional<String> found = Optional.empty();
        if (raw == null) {
            return found;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                continue;
            }
            if (found.isPresent()) {
                throw Refusal.invalidQuery(name + " is given twice");
            }
            found = Optional.of(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return found;
    }

    public Optional<Long> number(String name) throws Refusal {
        Optional<String> text = text(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(number(name, text.get()));
    }

    private static long number(String name, String text) throws Refusal {
        try {
            if (text.matches("[0-9]+")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // larger than anything that could be counted here
        }
        throw Refusal.invalidQuery(name + " is no whole number from 0 to 2^63 - 1");
    }

    private static String decoded(String text) throws Refusal {
        return Percent.decoded(text.replace('+', ' '))
                .orElseThrow(() -> Refusal.invalidQuery("the query has a broken escape"));
    }
}
