package dev.atelier.engine.onnx.schedule;

import java.util.Arrays;

/** Goes straight to where the network points, moment by moment (Song and others, 2020), without new noise. */
final class Ddim implements Sampler {
    private final Prediction prediction;
    private final double[] moments;
    private final double[] before;
    private final double[] after;

    Ddim(Training training, int steps, int used) {
        this.prediction = training.prediction();
        Curve curve = training.curve();
        double[] all = training.spacing(Spacing.LEADING).moments(steps, curve.moments(), training.offset());
        this.moments = Arrays.stream(all).skip(steps - used).map(Math::rint).toArray();
        this.before =
                Arrays.stream(moments).map(moment -> curve.left((int) moment)).toArray();
        this.after = Arrays.stream(moments)
                .map(moment -> {
                    int next = (int) moment - curve.moments() / steps;
                    return next >= 0 ? curve.left(next) : training.endsClean() ? 1 : curve.left(0);
                })
                .toArray();
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
        double a = Math.sqrt(before[call]);
        double s = Math.sqrt(1 - before[call]);
        double nextA = Math.sqrt(after[call]);
        double nextS = Math.sqrt(1 - after[call]);
        float[] next = new float[sample.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (nextA * prediction.picture(sample[i], output[i], a, s)
                    + nextS * prediction.noise(sample[i], output[i], a, s));
        }
        return next;
    }

    @Override
    public float[] noisy(float[] picture, float[] noise, int call) {
        return Mix.noisy(after[call], picture, noise);
    }
}
