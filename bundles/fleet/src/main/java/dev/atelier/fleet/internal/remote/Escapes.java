package dev.atelier.fleet.internal.remote;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Percent-encoding, of path segments and of values in a query. */
final class Escapes {
    private Escapes() {}

    static String segment(String text) {
        return escaped(text, "-_.~:");
    }

    static String value(String text) {
        return escaped(text, "-_.~");
    }

    private static String escaped(String text, String kept) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kept.indexOf(c) >= 0;
            escaped.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return escaped.toString();
    }
}
