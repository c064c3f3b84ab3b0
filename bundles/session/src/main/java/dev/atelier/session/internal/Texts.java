package dev.atelier.session.internal;

import java.nio.charset.StandardCharsets;

/** Texts that must not grow. */
final class Texts {
    private static final String MARK = "… [truncated]";

    private Texts() {}

    static String cut(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end) + MARK;
    }

    /** At most so many bytes of UTF-8, the mark included. */
    static String cutBytes(String text, int bytes) {
        if (text.length() <= bytes / 3 || text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return text;
        }
        int room = bytes - MARK.getBytes(StandardCharsets.UTF_8).length;
        long used = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            long size = size(point);
            if (used + size > room) {
                break;
            }
            used += size;
            end += Character.charCount(point);
        }
        return text.substring(0, end) + MARK;
    }

    /** Without making the bytes. */
    static long utf8Length(String text) {
        return text.codePoints().mapToLong(Texts::size).sum();
    }

    private static long size(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }

    /** What an exception says, for a person. */
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
