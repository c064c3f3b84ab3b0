package dev.atelier.engine.speech;

import dev.atelier.engine.api.JobContext;
import java.util.Arrays;

/** A tone for each character: no speech, but the same everywhere and needing nothing. */
final class FormantVoice implements Voice {
    static final String NAME = "formant";

    private static final int RATE = 16_000;
    private static final int SAMPLES_PER_MILLI = RATE / 1000;
    private static final int GAP_MS = 15;
    private static final double PEAK = 0.35;
    private static final int ATTACK_PART = 6;
    private static final int RELEASE_PART = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int rate() {
        return RATE;
    }

    @Override
    public short[] say(String piece, double speed, JobContext context) {
        int[] characters = piece.codePoints().toArray();
        int gap = samples(GAP_MS, speed);
        int total = Arrays.stream(characters)
                .map(c -> samples(Formants.of(c).millis(), speed) + gap)
                .sum();
        short[] sound = new short[total];
        int at = 0;
        for (int character : characters) {
            Formants.Tone tone = Formants.of(character);
            int length = samples(tone.millis(), speed);
            if (!tone.silent()) {
                sing(sound, at, length, tone.hertz());
            }
            at += length + gap;
        }
        return sound;
    }

    private static int samples(int millis, double speed) {
        return (int) Math.round(millis * SAMPLES_PER_MILLI / speed);
    }

    private static void sing(short[] sound, int from, int length, int hertz) {
        int attack = length / ATTACK_PART;
        int release = length / RELEASE_PART;
        double step = 2 * Math.PI * hertz / RATE;
        for (int i = 0; i < length; i++) {
            double loud =
                    i < attack ? (double) i / attack : i >= length - release ? (double) (length - i) / release : 1;
            // StrictMath, so that every machine sings the same.
            sound[from + i] = (short) (PEAK * loud * Short.MAX_VALUE * StrictMath.sin(step * i));
        }
    }
}
