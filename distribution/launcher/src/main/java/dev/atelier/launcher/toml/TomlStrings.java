package dev.atelier.launcher.toml;

/** The four kinds of strings. */
final class TomlStrings {
    private TomlStrings() {}

    /** Of any kind; several lines where the quotes are three. */
    static String any(TomlText text) {
        if (text.follows("\"\"\"") || text.follows("'''")) {
            return lines(text);
        }
        return line(text);
    }

    /** On one line, as keys must be. */
    static String line(TomlText text) {
        char quote = text.next();
        StringBuilder read = new StringBuilder();
        while (!text.take(quote)) {
            char c = text.peek();
            if (c == TomlText.END || c == '\n' || c == '\r') {
                throw text.wrong("a closing quote");
            }
            text.next();
            append(text, quote, c, read, false);
        }
        return read.toString();
    }

    private static String lines(TomlText text) {
        char quote = text.peek();
        String quotes = String.valueOf(quote).repeat(3);
        text.skip(3);
        text.lineEnd();
        StringBuilder read = new StringBuilder();
        for (; ; ) {
            if (text.follows(quotes)) {
                text.skip(3);
                // up to two quotes may stand right before the closing three
                for (int i = 0; i < 2 && text.take(quote); i++) {
                    read.append(quote);
                }
                return read.toString();
            }
            if (text.atEnd()) {
                throw text.wrong("three closing quotes");
            }
            if (text.lineEnd()) {
                read.append('\n');
            } else {
                append(text, quote, text.next(), read, true);
            }
        }
    }

    private static void append(TomlText text, char quote, char c, StringBuilder read, boolean manyLines) {
        if (quote != '"' || c != '\\') {
            read.append(c);
            return;
        }
        if (manyLines && " \t\r\n".indexOf(text.peek()) >= 0) {
            joinLines(text);
            return;
        }
        switch (text.next()) {
            case '"' -> read.append('"');
            case '\\' -> read.append('\\');
            case 'b' -> read.append('\b');
            case 'f' -> read.append('\f');
            case 'n' -> read.append('\n');
            case 'r' -> read.append('\r');
            case 't' -> read.append('\t');
            case 'u' -> read.appendCodePoint(codePoint(text, 4));
            case 'U' -> read.appendCodePoint(codePoint(text, 8));
            default -> throw text.wrong("an escape");
        }
    }

    /** A backslash at the end of a line swallows all up to the next visible character. */
    private static void joinLines(TomlText text) {
        text.blanks();
        if (!text.lineEnd()) {
            throw text.wrong("an escape");
        }
        do {
            text.blanks();
        } while (text.lineEnd());
    }

    private static int codePoint(TomlText text, int digits) {
        long point = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(text.next(), 16);
            if (digit < 0) {
                throw text.wrong(digits + " hex digits");
            }
            point = point * 16 + digit;
        }
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        if (half || point > Character.MAX_CODE_POINT) {
            throw text.wrong("a character");
        }
        return (int) point;
    }
}
