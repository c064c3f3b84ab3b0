package dev.atelier.engine.whisper;

import dev.atelier.engine.whisper.Backend.Heard;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts tokens together to the words of a segment, at their times. */
final class Words {
    /** What is left of a character that was cut between tokens. */
    private static final char BROKEN = '\ufffd';

    /** Written without spaces: there every token is a word. */
    private static final Set<UnicodeScript> UNSPACED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private final Heard.Segment segment;
    private final List<Heard.Word> words = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private double start;
    private double end;

    /** A piece of a word, or a word; its times are in seconds, and below 0 where they are not known. */
    record Token(double start, double end, String text) {}

    private Words(Heard.Segment segment) {
        this.segment = segment;
        this.start = segment.start();
        this.end = segment.start();
    }

    static Heard.Segment in(Heard.Segment segment, List<Token> tokens) {
        Words words = new Words(segment);
        for (Token token : whole(segment.text(), tokens)) {
            words.add(token);
        }
        words.endWord();
        return new Heard.Segment(segment.start(), segment.end(), segment.text(), List.copyOf(words.words));
    }

    /** Tokens that share a character become one, which has its text from the segment's. */
    private static List<Token> whole(String text, List<Token> tokens) {
        List<Token> whole = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.text().indexOf(BROKEN) < 0) {
                at = text.startsWith(token.text(), at) ? at + token.text().length() : at;
                whole.add(token);
                continue;
            }
            int last = i;
            while (last + 1 < tokens.size() && tokens.get(last + 1).text().indexOf(BROKEN) >= 0) {
                last++;
            }
            int next = last + 1 < tokens.size()
                    ? text.indexOf(tokens.get(last + 1).text(), Math.min(at + 1, text.length()))
                    : text.length();
            int to = next < 0 ? text.length() : next;
            whole.add(new Token(token.start(), tokens.get(last).end(), text.substring(at, to)));
            at = to;
            i = last;
        }
        return whole;
    }

    private void add(Token token) {
        if (token.text().isEmpty()) {
            return;
        }
        if (begins(token.text())) {
            endWord();
        }
        if (text.isEmpty()) {
            start = within(token.start(), end);
        }
        end = Math.max(start, within(token.end(), start));
        text.append(token.text());
    }

    private static boolean begins(String text) {
        int first = text.codePointAt(0);
        return Character.isWhitespace(first) || UNSPACED.contains(UnicodeScript.of(first));
    }

    private double within(double time, double unknown) {
        return time < 0 ? unknown : Math.max(segment.start(), Math.min(segment.end(), time));
    }

    private void endWord() {
        String word = text.toString().replace(String.valueOf(BROKEN), "").strip();
        if (!word.isEmpty()) {
            words.add(new Heard.Word(start, end, word));
        }
        text.setLength(0);
    }
}
