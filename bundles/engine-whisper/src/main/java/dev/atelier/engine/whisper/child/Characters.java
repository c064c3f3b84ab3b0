package dev.atelier.engine.whisper.child;

import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Characters on their way through the library's Java side, which knows no code points above 65535. Of a text with such a
 * character it also loses the last three; nothing can be done about that here.
 */
final class Characters {
    /** Such a character comes as its four bytes, each for itself. */
    private static final Pattern BYTES = Pattern.compile("[\u00f0-\u00f4][\u0080-\u00bf]{3}");

    private Characters() {}

    /** Puts characters together that came in bytes. */
    static String whole(String text) {
        return BYTES.matcher(text).replaceAll(Characters::joined);
    }

    private static String joined(MatchResult bytes) {
        return new String(bytes.group().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Without the characters it could not be told. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().filter(Character::isBmpCodePoint).filter(c -> c != 0).forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
