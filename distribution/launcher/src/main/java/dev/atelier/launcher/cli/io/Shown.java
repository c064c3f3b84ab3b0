package dev.atelier.launcher.cli.io;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as a terminal may have them. Much of what is shown was written by machines and people nobody here knows: signs
 * that move the cursor, name the window or turn a line round would let them write whatever they like on the screen.
 */
public final class Shown {
    private static final String ORDERS = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069";
    private static final Pattern ORDER = Pattern.compile("[" + ORDERS + "]");
    /** Group 1 is a colour that {@link Terminal#tinted} gives. */
    private static final Pattern ORDER_OR_COLOUR = Pattern.compile("(\\x1b\\[(?:0|2|31|32|33)m)|[" + ORDERS + "]");

    private static final Pattern UNSEEN_IN_JSON = Pattern.compile("[\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

    private Shown() {}

    /** With its line ends and tabs. */
    public static String text(String foreign) {
        return ORDER.matcher(foreign.replace("\r\n", "\n")).replaceAll(" ");
    }

    public static String line(String foreign) {
        return text(foreign).replace('\n', ' ').replace('\t', ' ');
    }

    /** Of ours, with whatever it was made of; keeps our colours. */
    public static String ours(String text) {
        return ORDER_OR_COLOUR
                .matcher(text.replace("\r\n", "\n"))
                .replaceAll(found -> found.group(1) == null ? " " : Matcher.quoteReplacement(found.group(1)));
    }

    /** The same document: what JSON lets stand is told by its number. */
    public static String json(String document) {
        return UNSEEN_IN_JSON
                .matcher(document)
                .replaceAll(found -> Matcher.quoteReplacement(String.format(
                        Locale.ROOT, "\\u%04x", (int) found.group().charAt(0))));
    }
}
