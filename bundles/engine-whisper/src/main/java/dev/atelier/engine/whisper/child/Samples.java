package dev.atelier.engine.whisper.child;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Samples as the library wants them. */
final class Samples {
    private static final float FULL = 32_768;

    /** Less than a second is not listened to at all, so silence is put after it. */
    private static final int LEAST = 17_600;

    private Samples() {}

    static float[] of(byte[] bytes) {
        ShortBuffer whole =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        float[] samples = new float[Math.max(LEAST, whole.remaining())];
        for (int i = 0; whole.hasRemaining(); i++) {
            samples[i] = whole.get() / FULL;
        }
        return samples;
    }
}
