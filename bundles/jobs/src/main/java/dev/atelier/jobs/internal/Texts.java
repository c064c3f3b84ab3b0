package dev.atelier.jobs.internal;

import java.nio.charset.StandardCharsets;

/** Texts of bounded length. */
final class Texts {
    private Texts() {}

    /** At most {@code max} characters and an ellipsis; never half of a surrogate pair. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + "…";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What went wrong, for a person; an exception without a message is told by its name. */
    static String of(Throwable problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank() ? problem.getClass().getSimpleName() : message;
    }
}
