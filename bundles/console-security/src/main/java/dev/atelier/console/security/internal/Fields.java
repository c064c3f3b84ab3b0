package dev.atelier.console.security.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of a form or a query; the first of a name counts, an absent one is empty. */
record Fields(Map<String, String> values) {
    static Fields of(String encoded) {
        Map<String, String> values = new HashMap<>();
        for (String pair : encoded.split("&", 64)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return new Fields(Map.copyOf(values));
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // a broken escape is no value
        }
    }
}
