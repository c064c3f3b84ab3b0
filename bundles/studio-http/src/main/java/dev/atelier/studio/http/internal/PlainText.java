package dev.atelier.studio.http.internal;

/** Texts of strangers that an operator is to read: one that moves the cursor or turns the line round can lie. */
final class PlainText {
    private PlainText() {}

    static boolean is(String text) {
        return text.codePoints().noneMatch(PlainText::isControl);
    }

    private static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> isDirection(character);
            default -> false;
        };
    }

    /** Not all of that type: joiners are part of words in some scripts. */
    private static boolean isDirection(int character) {
        return character == 0x061c
                || character == 0x200e
                || character == 0x200f
                || (character >= 0x202a && character <= 0x202e)
                || (character >= 0x2066 && character <= 0x2069);
    }
}
