package dev.atelier.agent.formats.internal;

import java.util.regex.Pattern;

/** Text as a terminal would have been told it, without what only a terminal understands. */
final class Ansi {
    private static final Pattern SEQUENCE = Pattern.compile("(?:\u001b\\[|\u009b)[0-?]*+[ -/]*+[@-~]"
            + "|\u001b[\\]PX^_][^\u0007\u001b]*+(?:\u0007|\u001b\\\\)"
            + "|\u001b[ -/]*+[0-~]");

    private Ansi() {}

    static String stripped(String text) {
        return text.indexOf('\u001b') < 0 && text.indexOf('\u009b') < 0
                ? text
                : SEQUENCE.matcher(text).replaceAll("");
    }

    /** What is left on the screen of a line that was written over: the part after its last carriage return. */
    static String shown(String line) {
        String text = stripped(line);
        return text.substring(text.lastIndexOf('\r') + 1);
    }
}
