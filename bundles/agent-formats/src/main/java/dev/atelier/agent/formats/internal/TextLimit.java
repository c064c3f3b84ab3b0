package dev.atelier.agent.formats.internal;

/** How long one text in an event may be, as UTF-8; and that it is text at all. */
final class TextLimit {
    private static final char REPLACEMENT = '\uFFFD';

    private final int bytes;

    TextLimit(int bytes) {
        this.bytes = bytes;
    }

    boolean exceeds(String text) {
        return 3L * text.length() > bytes && length(text) > bytes;
    }

    String bounded(String text) {
        String whole = wellFormed(text);
        if (3L * whole.length() <= bytes) {
            return whole;
        }
        int kept = 0;
        int at = 0;
        while (at < whole.length()) {
            int codePoint = whole.codePointAt(at);
            int more = width(codePoint);
            if (kept + more > bytes) {
                long dropped = length(whole) - kept;
                return whole.substring(0, at) + "\n[truncated " + dropped + " bytes]";
            }
            kept += more;
            at += Character.charCount(codePoint);
        }
        return whole;
    }

    private static long length(String text) {
        return text.codePoints().mapToLong(TextLimit::width).sum();
    }

    private static int width(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }

    /** An escape in JSON can write half a character, which no UTF-8 can carry on. */
    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(TextLimit::half)) {
            return text;
        }
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().forEach(each -> whole.appendCodePoint(half(each) ? REPLACEMENT : each));
        return whole.toString();
    }

    private static boolean half(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
