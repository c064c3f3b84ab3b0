package dev.atelier.launcher.json;

import org.jspecify.annotations.Nullable;

/**
 * JSON as plain JDK values: {@code Map} (insertion order kept), {@code List}, {@code String}, {@code Long},
 * {@code Double}, {@code Boolean} and null. A client command must answer at once, hence no library.
 */
public final class Json {
    private Json() {}

    /** The value in this text; {@link IllegalArgumentException} with the position when it is not JSON. */
    public static @Nullable Object parse(String text) {
        return new JsonReader(text).document();
    }

    /** On one line, without spaces. */
    public static String write(@Nullable Object value) {
        return new JsonWriter(false).document(value);
    }

    /** Indented by two spaces, for people. */
    public static String pretty(@Nullable Object value) {
        return new JsonWriter(true).document(value);
    }
}
