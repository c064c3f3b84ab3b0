package dev.atelier.launcher.toml;

/** Where the reader stands, and on which line. */
final class TomlText {
    static final char END = '\0';

    private final String text;
    private int at;
    private int line = 1;

    TomlText(String text) {
        this.text = text;
        this.at = text.startsWith("\ufeff") ? 1 : 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\n' || (c == '\r' && text.startsWith("\n", i + 1));
            if ((c < ' ' && c != '\t' && !lineEnd) || c == '\u007f') {
                throw wrong("no control character");
            }
            line += c == '\n' ? 1 : 0;
        }
        line = 1;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next character, {@link #END} at the end; no text holds that one. */
    char peek() {
        return atEnd() ? END : text.charAt(at);
    }

    boolean follows(String wanted) {
        return text.startsWith(wanted, at);
    }

    char next() {
        if (atEnd()) {
            throw wrong("more text");
        }
        char c = text.charAt(at++);
        line += c == '\n' ? 1 : 0;
        return c;
    }

    void skip(int characters) {
        for (int i = 0; i < characters; i++) {
            next();
        }
    }

    boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        next();
        return true;
    }

    void expect(char wanted) {
        if (!take(wanted)) {
            throw wrong("`" + wanted + "`");
        }
    }

    void blanks() {
        while (peek() == ' ' || peek() == '\t') {
            next();
        }
    }

    /** Over everything that says nothing, comments as well. */
    void blankLines() {
        for (; ; ) {
            blanks();
            if (peek() == '#') {
                comment();
            } else if (!lineEnd()) {
                return;
            }
        }
    }

    /** After a value nothing may follow but a comment. */
    void endOfLine() {
        blanks();
        if (peek() == '#') {
            comment();
        }
        if (!atEnd() && !lineEnd()) {
            throw wrong("the end of the line");
        }
    }

    boolean lineEnd() {
        take('\r'); // one that a line feed follows: the others are refused from the beginning
        return take('\n');
    }

    private void comment() {
        while (!atEnd() && peek() != '\n' && peek() != '\r') {
            next();
        }
    }

    String bareKey() {
        int from = at;
        while (isBare(peek())) {
            next();
        }
        if (at == from) {
            throw wrong("a key");
        }
        return text.substring(from, at);
    }

    /** Up to what ends a value. */
    String word() {
        int from = at;
        while (!atEnd() && " \t\r\n,]}#".indexOf(peek()) < 0) {
            next();
        }
        return text.substring(from, at);
    }

    private static boolean isBare(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("line " + line + ": expected " + expected);
    }
}
