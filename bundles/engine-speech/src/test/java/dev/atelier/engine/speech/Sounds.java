package dev.atelier.engine.speech;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What tests hear in samples. */
final class Sounds {
    /** Of a person's voice, generously. */
    private static final int LOWEST_HZ = 60;

    private static final int HIGHEST_HZ = 400;

    private Sounds() {}

    static short[] samples(byte[] wav) {
        ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        short[] samples = new short[(wav.length - 44) / 2];
        bytes.position(44);
        bytes.asShortBuffer().get(samples);
        return samples;
    }

    static int rate(byte[] wav) {
        return ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).getInt(24);
    }

    static double seconds(byte[] wav) {
        return (double) samples(wav).length / rate(wav);
    }

    static int loudest(short[] samples) {
        int loudest = 0;
        for (short sample : samples) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        return loudest;
    }

    static double rms(short[] samples) {
        double sum = 0;
        for (short sample : samples) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / samples.length);
    }

    /** How often the wave rises through zero. */
    static int risings(short[] samples) {
        int count = 0;
        for (int i = 1; i < samples.length; i++) {
            count += samples[i - 1] <= 0 && samples[i] > 0 ? 1 : 0;
        }
        return count;
    }

    /** The pitch of the loudest tenth of a second: the shift at which the wave is most like itself. */
    static double pitch(byte[] wav) {
        short[] samples = samples(wav);
        int rate = rate(wav);
        int window = rate / 10;
        int from = loudestWindow(samples, window);
        double best = 0;
        int bestLag = 1;
        for (int lag = rate / HIGHEST_HZ; lag <= rate / LOWEST_HZ; lag++) {
            double alike = 0;
            for (int i = from; i < from + window - lag; i++) {
                alike += (double) samples[i] * samples[i + lag];
            }
            if (alike > best) {
                best = alike;
                bestLag = lag;
            }
        }
        return (double) rate / bestLag;
    }

    private static int loudestWindow(short[] samples, int window) {
        int best = 0;
        double most = -1;
        for (int from = 0; from + window < samples.length; from += window / 4) {
            double sum = 0;
            for (int i = from; i < from + window; i++) {
                sum += (double) samples[i] * samples[i];
            }
            if (sum > most) {
                most = sum;
                best = from;
            }
        }
        return best;
    }
}
