package dev.atelier.runtime.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Places in what happened, as text. */
final class Cursors {
    private static final String PREFIX = "wo_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-fA-F]{16}");

    private Cursors() {}

    static String text(long sequence) {
        return PREFIX + Texts.hex(sequence, 16);
    }

    /** Unsigned; null when it is none. */
    static @Nullable Long parse(String text) {
        return FORM.matcher(text).matches() ? Long.parseUnsignedLong(text.substring(PREFIX.length()), 16) : null;
    }
}
