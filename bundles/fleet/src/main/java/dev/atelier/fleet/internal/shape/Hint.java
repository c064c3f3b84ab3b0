package dev.atelier.fleet.internal.shape;

/** A text of another program, made fit to be shown: no control characters, no path, not long. */
public final class Hint {
    private static final int MAX = 80;

    private Hint() {}

    public static String of(String text) {
        return text.codePoints()
                .filter(point -> !Character.isISOControl(point) && point != '/' && point != '\\')
                .limit(MAX)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
