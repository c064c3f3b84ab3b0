package dev.atelier.registration.internal;

/** Makes a studio's words fit to show and to log. */
final class Texts {
    private static final int MAX = 300;

    private Texts() {}

    /** One line of at most 300 characters: what a terminal or a log would act on becomes a blank. */
    static String clean(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(4L * MAX)
                .map(c -> Character.isISOControl(c) || isLineOrDirection(c) ? ' ' : c)
                .forEach(line::appendCodePoint);
        String clean = line.toString().strip().replaceAll(" {2,}", " ");
        return clean.codePointCount(0, clean.length()) <= MAX
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, MAX)) + "…";
    }

    /** Whether a secret can be sent as a bearer. */
    static boolean fitsHeader(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static boolean isLineOrDirection(int c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT
                || type == Character.SURROGATE;
    }
}
