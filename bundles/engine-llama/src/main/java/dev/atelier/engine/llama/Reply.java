package dev.atelier.engine.llama;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model's text as it comes, parted into what it thought and what it says. Only what it says is handed on, and of
 * that no white space at either end, so that the pieces are the answer.
 */
final class Reply {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private final Consumer<String> pieces;
    private final StringBuilder text = new StringBuilder();
    private int told = -1;

    Reply(Consumer<String> pieces) {
        this.pieces = pieces;
    }

    synchronized void add(String piece) {
        text.append(piece);
        if (told < 0 && !begins()) {
            return;
        }
        int end = text.length();
        while (end > told && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end > told) {
            pieces.accept(text.substring(told, end));
            told = end;
        }
    }

    /** Whether the answer has begun; it has not while it thinks, or may be about to. */
    private boolean begins() {
        int start = skipSpace(0);
        if (start == text.length()) {
            return false;
        }
        int length = Math.min(OPEN.length(), text.length() - start);
        if (OPEN.startsWith(text.substring(start, start + length))) {
            int close = text.indexOf(CLOSE);
            if (close < 0) {
                return false;
            }
            start = skipSpace(close + CLOSE.length());
            if (start == text.length()) {
                return false;
            }
        }
        told = start;
        return true;
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** What it thought, without the marks; null when it did not. */
    synchronized @Nullable String reasoning() {
        int close = text.indexOf(CLOSE);
        return close < 0 ? null : text.substring(0, close).replace(OPEN, "").strip();
    }

    /** What it says: everything, when it never stopped thinking. */
    synchronized String content() {
        int close = text.indexOf(CLOSE);
        return close < 0
                ? text.toString().strip()
                : text.substring(close + CLOSE.length()).strip();
    }
}
