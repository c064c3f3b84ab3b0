package dev.atelier.engine.speech;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into what is said in one go: sentences, and parts of sentences that are too long. */
final class Pieces {
    static final int LONGEST = 240;

    private Pieces() {}

    /** As many of the pieces together as may be said in one go. */
    static List<String> of(String text, int longest) {
        if (longest <= LONGEST) {
            return of(text);
        }
        List<String> together = new ArrayList<>();
        StringBuilder next = new StringBuilder();
        for (String piece : of(text)) {
            if (!next.isEmpty() && next.length() + piece.length() > longest) {
                together.add(next.toString());
                next.setLength(0);
            }
            next.append(piece);
        }
        if (!next.isEmpty()) {
            together.add(next.toString());
        }
        return together;
    }

    /** The pieces, put together, are the text. */
    static List<String> of(String text) {
        List<String> pieces = new ArrayList<>();
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        sentences.setText(text);
        int from = sentences.first();
        for (int to = sentences.next(); to != BreakIterator.DONE; to = sentences.next()) {
            cut(text.substring(from, to), pieces);
            from = to;
        }
        return pieces;
    }

    private static void cut(String sentence, List<String> pieces) {
        String rest = sentence;
        while (rest.length() > LONGEST) {
            int end = end(rest);
            pieces.add(rest.substring(0, end));
            rest = rest.substring(end);
        }
        pieces.add(rest);
    }

    /** After a comma or the like in the later half, else after a white space, else where it must be. */
    private static int end(String sentence) {
        for (int i = LONGEST; i > LONGEST / 2; i--) {
            if (",;:)".indexOf(sentence.charAt(i - 1)) >= 0) {
                return i;
            }
        }
        for (int i = LONGEST; i > 1; i--) {
            if (Character.isWhitespace(sentence.charAt(i - 1))) {
                return i;
            }
        }
        return Character.isHighSurrogate(sentence.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    }
}
