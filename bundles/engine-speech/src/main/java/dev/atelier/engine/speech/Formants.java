package dev.atelier.engine.speech;

/** Which tone stands for which character. */
final class Formants {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final int[] LETTER_HZ = {
        730, 180, 310, 220, 530, 340, 190, 200, 270, 290, 260, 310, 260, 280, 570, 200, 260, 310, 380, 250, 440, 300,
        400, 350, 380, 340
    };
    private static final int[] LETTER_MS = {
        95, 50, 50, 50, 80, 70, 55, 35, 75, 50, 50, 55, 60, 55, 95, 45, 55, 60, 65, 45, 100, 60, 75, 55, 90, 60
    };

    private static final int SILENCE = 0;
    private static final int DIGIT_BASE_HZ = 220;
    private static final int DIGIT_STEP_HZ = 60;
    private static final int DIGIT_MS = 80;
    private static final Tone OTHER = new Tone(440, 60);

    private Formants() {}

    /** A tone of no pitch is silence. */
    record Tone(int hertz, int millis) {
        boolean silent() {
            return hertz == SILENCE;
        }
    }

    static Tone of(int character) {
        int lower = Character.toLowerCase(character);
        int letter = LETTERS.indexOf(lower);
        if (letter >= 0) {
            return new Tone(LETTER_HZ[letter], LETTER_MS[letter]);
        }
        if (lower >= '0' && lower <= '9') {
            return new Tone(DIGIT_BASE_HZ + DIGIT_STEP_HZ * (lower - '0'), DIGIT_MS);
        }
        return switch (lower) {
            case ' ', '\t' -> new Tone(SILENCE, 80);
            case '\n', '\r' -> new Tone(SILENCE, 120);
            case '.', '?', '!' -> new Tone(SILENCE, 180);
            case ',', ';', ':' -> new Tone(SILENCE, 100);
            default -> OTHER;
        };
    }
}
