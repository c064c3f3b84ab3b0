package dev.atelier.engine.onnx.schedule;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Guesses each step from those before it (Liu and others, 2022), as diffusers does without the Runge-Kutta start: the
 * first step is made twice, the second time with what the network says at its end.
 */
final class Pndm implements Sampler {
    /** Weights of what the network said, the newest first, by how much of it there is. */
    private static final double[][] WEIGHTS = {
        {1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0}, {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
    };

    private final Prediction prediction;
    private final Curve curve;
    private final double[] moments;
    private final double[] before;
    private final double[] after;
    private final Deque<float[]> said = new ArrayDeque<>();
    private float @Nullable [] first;

    Pndm(Training training, int steps, int used) {
        this.prediction = training.prediction();
        this.curve = training.curve();
        double[] each = Arrays.stream(
                        training.spacing(Spacing.LEADING).moments(steps, curve.moments(), training.offset()))
                .skip(steps - used)
                .map(Math::rint)
                .toArray();
        boolean twice = used > 1;
        int calls = twice ? used + 1 : used;
        this.moments = new double[calls];
        this.before = new double[calls];
        this.after = new double[calls];
        for (int call = 0; call < calls; call++) {
            int step = twice && call > 0 ? call - 1 : call;
            moments[call] = each[call == 0 || !twice ? call : Math.max(1, call - 1)];
            before[call] = curve.left((int) each[step]);
            int next = (int) each[step] - curve.moments() / steps;
            double end = training.endsClean() ? 1 : curve.left(0);
            after[call] = step + 1 < used ? curve.left((int) each[step + 1]) : next >= 0 ? curve.left(next) : end;
        }
    }

    @Override
    public int calls() {
        return moments.length;
    }

    @Override
    public double moment(int call) {
        return moments[call];
    }

    @Override
    public float[] begin(float[] noise) {
        return noise.clone();
    }

    @Override
    public float[] begin(float[] picture, float[] noise) {
        return Mix.noisy(before[0], picture, noise);
    }

    @Override
    public float[] seen(float[] sample, int call) {
        return sample;
    }

    @Override
    public float[] step(float[] sample, float[] output, int call) {
        float[] noise = noise(sample, output, call);
        float[] from = first;
        if (call == 1 && from != null) {
            // The same step again: from where it began, with the mean of what was said at both its ends.
            // This answer is of a place the sample leaves again: later steps guess from the others alone.
            float[] mean = Mix.of(0.5, noise, 0.5, said.getFirst());
            first = null;
            return moved(from, mean, call);
        }
        if (call == 0) {
            first = sample;
        }
        said.addFirst(noise);
        if (said.size() > WEIGHTS.length) {
            said.removeLast();
        }
        return moved(sample, guess(), call);
    }

    /**
     * Whatever the network predicts: the sums of the paper are sums of noise. Diffusers adds up velocities as they are
     * and makes noise of the sum, by the share of noise at the last of several moments, which misses a picture that the
     * network sees clearly; here what was said is made noise before it is added up.
     */
    private float[] noise(float[] sample, float[] output, int call) {
        double left = curve.left((int) moments[call]);
        double a = Math.sqrt(left);
        double s = Math.sqrt(1 - left);
        float[] noise = new float[sample.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) prediction.noise(sample[i], output[i], a, s);
        }
        return noise;
    }

    private float[] guess() {
        double[] weights = WEIGHTS[said.size() - 1];
        float[] sum = new float[said.getFirst().length];
        int index = 0;
        for (float[] each : said) {
            sum = Mix.of(1, sum, weights[index++], each);
        }
        return sum;
    }

    private float[] moved(float[] sample, float[] noise, int call) {
        double share = Math.sqrt(after[call] / before[call]);
        double back = Math.sqrt(1 - after[call]) - share * Math.sqrt(1 - before[call]);
        return Mix.of(share, sample, back, noise);
    }

    @Override
    public float[] noisy(float[] picture, float[] noise, int call) {
        return Mix.noisy(after[call], picture, noise);
    }
}
