package dev.atelier.engine.onnx.schedule;

import java.util.Random;

/** Noise out of a seed, the same on every machine. */
public final class Noise {
    private final Random random;

    public Noise(long seed) {
        this.random = new Random(seed);
    }

    public float[] of(int length) {
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }
}
