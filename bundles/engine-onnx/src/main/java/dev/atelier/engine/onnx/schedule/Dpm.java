package dev.atelier.engine.onnx.schedule;

import org.jspecify.annotations.Nullable;

/** DPM-Solver++ of second order with several steps (Lu and others, 2022); the first and the last step are of first order. */
final class Dpm extends Sigmas {
    private float @Nullable [] seenBefore;

    Dpm(Training training, int steps, int used) {
        super(
                training,
                training.spacing(Spacing.LINSPACE)
                        .momentsBeforeThePicture(steps, training.curve().moments(), training.offset()),
                used,
                true);
    }

    @Override
    public float[] step(float[] sample, float[] output, int call) {
        float[] picture = picture(sample, output, call);
        float[] aim = picture;
        double to = sigma(call + 1);
        float[] before = seenBefore;
        double last = before == null ? 0 : Math.log(sigma(call - 1) / sigma(call));
        if (to > 0 && before != null && last > 0) { // 0 between moments that are the same, of very many steps
            double next = Math.log(sigma(call) / to);
            double ratio = next / (2 * last);
            aim = Mix.of(1 + ratio, picture, -ratio, before);
        }
        seenBefore = picture;
        double share = to / sigma(call);
        return Mix.of(share, sample, 1 - share, aim);
    }
}
