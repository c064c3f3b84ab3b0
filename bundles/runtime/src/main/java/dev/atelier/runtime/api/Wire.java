package dev.atelier.runtime.api;

import java.util.Locale;
import java.util.Optional;

/** A word of the JSON: the constant's name in lower case. */
public interface Wire {
    String name();

    default String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant of a word; empty for one this build does not know. */
    static <T extends Enum<T> & Wire> Optional<T> of(Class<T> type, String word) {
        for (T constant : type.getEnumConstants()) {
            if (constant.wire().equals(word)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
