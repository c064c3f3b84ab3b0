package dev.atelier.fleet.internal.observe;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Our cursors as text: {@code bo_} and 16 hex digits. */
public final class Cursors {
    private static final Pattern CURSOR = Pattern.compile("bo_[0-9a-fA-F]{16}");

    private Cursors() {}

    static String of(long number) {
        return "bo_" + HexFormat.of().toHexDigits(number);
    }

    /** Empty for a text that is no cursor. */
    public static OptionalLong read(String text) {
        return CURSOR.matcher(text).matches()
                ? OptionalLong.of(Long.parseUnsignedLong(text.substring(3), 16))
                : OptionalLong.empty();
    }
}
