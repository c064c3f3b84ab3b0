package dev.atelier.engine.onnx.schedule;

/** Jumps to the picture at once, adds noise, and jumps again (latent consistency models, Luo and others, 2023). */
final class Lcm implements Sampler {
    private static final double SCALE = 10;
    private static final double DATA = 0.5;

    private final Prediction prediction;
    private final Curve curve;
    private final int[] moments;
    private final Noise fresh;

    /** @param strength how much of the original schedule is gone through */
    Lcm(Training training, int steps, double strength, Noise fresh) {
        this.prediction = training.prediction();
        this.curve = training.curve();
        this.fresh = fresh;
        int original = training.originalSteps();
        int every = curve.moments() / original;
        int there = (int) (original * strength);
        int calls = Math.min(steps, there);
        this.moments = new int[calls];
        for (int i = 0; i < calls; i++) {
            int index = (int) ((long) i * there / calls);
            moments[i] = (there - index) * every - 1;
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
        return Mix.noisy(curve.left(moments[0]), picture, noise);
    }

    @Override
    public float[] seen(float[] sample, int call) {
        return sample;
    }

    @Override
    public float[] step(float[] sample, float[] output, int call) {
        double left = curve.left(moments[call]);
        double a = Math.sqrt(left);
        double s = Math.sqrt(1 - left);
        double scaled = moments[call] * SCALE;
        double skip = DATA * DATA / (scaled * scaled + DATA * DATA);
        double out = scaled / Math.sqrt(scaled * scaled + DATA * DATA);
        float[] picture = new float[sample.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (float) (out * prediction.picture(sample[i], output[i], a, s) + skip * sample[i]);
        }
        return call + 1 == moments.length
                ? picture
                : Mix.noisy(curve.left(moments[call + 1]), picture, fresh.of(picture.length));
    }

    @Override
    public float[] noisy(float[] picture, float[] noise, int call) {
        return call + 1 == moments.length ? picture : Mix.noisy(curve.left(moments[call + 1]), picture, noise);
    }
}
