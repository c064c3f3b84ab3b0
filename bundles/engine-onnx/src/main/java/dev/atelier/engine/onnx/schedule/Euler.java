package dev.atelier.engine.onnx.schedule;

import org.jspecify.annotations.Nullable;

/** Follows the slope to the next moment (Karras and others, 2022); the ancestral one goes further and adds new noise. */
final class Euler extends Sigmas {
    private final @Nullable Noise fresh;

    /** @param fresh where new noise comes from; null for none */
    Euler(Training training, int steps, int used, @Nullable Noise fresh) {
        super(
                training,
                training.spacing(Spacing.LINSPACE)
                        .moments(steps, training.curve().moments(), training.offset()),
                used,
                training.spacing(Spacing.LINSPACE) == Spacing.LEADING);
        this.fresh = fresh;
    }

    @Override
    public float[] step(float[] sample, float[] output, int call) {
        double from = sigma(call);
        double to = sigma(call + 1);
        double up = fresh == null ? 0 : Math.sqrt(to * to * (from * from - to * to) / (from * from));
        double down = Math.sqrt(to * to - up * up);
        double share = down / from;
        float[] next = Mix.of(share, sample, 1 - share, picture(sample, output, call));
        return fresh == null || up == 0 ? next : Mix.of(1, next, up, fresh.of(next.length));
    }
}
