package dev.atelier.launcher.toml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The top of a TOML document: {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} and
 * {@code Map} by key, in their order.
 *
 * @param tables names of tables and dotted keys, whose content is read over
 */
public record FlatToml(Map<String, Object> values, List<String> tables) {
    public FlatToml {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        tables = List.copyOf(tables);
    }

    /**
     * @throws IllegalArgumentException naming the line and what was expected there, never what stands there: it may be
     *     a secret
     */
    public static FlatToml parse(String text) {
        return new TomlReader(text).document();
    }

    /** The names are as good as their content. */
    @Override
    public String toString() {
        return "FlatToml" + values.keySet() + tables;
    }
}
