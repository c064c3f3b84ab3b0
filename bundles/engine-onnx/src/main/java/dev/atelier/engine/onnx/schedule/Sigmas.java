package dev.atelier.engine.onnx.schedule;

import java.util.Arrays;

/**
 * What samplers share that let a picture stay as strong as it is and add noise to it: the sample is
 * {@code picture + sigma * noise}.
 */
abstract class Sigmas implements Sampler {
    private final Prediction prediction;
    private final double[] moments;
    private final double[] sigmas;
    private final double strongest;

    /**
     * @param all moments from pure noise on
     * @param used how many of them, the last ones
     * @param whole whether what it begins with counts as noise and picture together, not as noise alone
     */
    Sigmas(Training training, double[] all, int used, boolean whole) {
        this.prediction = training.prediction();
        Curve curve = training.curve();
        this.moments = Arrays.stream(all).skip(all.length - used).toArray();
        this.sigmas = new double[moments.length + 1]; // the last is 0
        for (int i = 0; i < moments.length; i++) {
            sigmas[i] = curve.sigma(moments[i]);
        }
        double most = curve.sigma(all[0]);
        this.strongest = whole ? Math.sqrt(most * most + 1) : most;
    }

    /** Noise of the sample before that call; after the last call there is none. */
    final double sigma(int call) {
        return sigmas[call];
    }

    /** The picture the network sees behind the noise. */
    final float[] picture(float[] sample, float[] output, int call) {
        double sigma = sigmas[call];
        double a = 1 / Math.sqrt(sigma * sigma + 1);
        double s = sigma * a;
        float[] picture = new float[sample.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (float) prediction.picture(sample[i] * a, output[i], a, s);
        }
        return picture;
    }

    @Override
    public final int calls() {
        return moments.length;
    }

    @Override
    public final double moment(int call) {
        return moments[call];
    }

    @Override
    public final float[] begin(float[] noise) {
        return Mix.scaled(strongest, noise);
    }

    @Override
    public final float[] begin(float[] picture, float[] noise) {
        return Mix.of(1, picture, sigmas[0], noise);
    }

    @Override
    public final float[] seen(float[] sample, int call) {
        return Mix.scaled(1 / Math.sqrt(sigmas[call] * sigmas[call] + 1), sample);
    }

    @Override
    public final float[] noisy(float[] picture, float[] noise, int call) {
        return Mix.of(1, picture, sigmas[call + 1], noise);
    }
}
