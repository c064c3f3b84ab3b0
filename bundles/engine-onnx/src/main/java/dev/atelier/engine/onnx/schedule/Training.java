package dev.atelier.engine.onnx.schedule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model was trained, as {@code scheduler_config.json} tells it; what is not told is as diffusers assumes.
 *
 * @param scheduler diffusers' name of the scheduler the model comes with
 * @param curve how much of the picture is left at each moment
 * @param spacing null for the habit of the scheduler
 * @param offset added to moments of the leading spacing
 * @param endsClean whether the step after the last moment is the picture itself, rather than the first moment
 * @param originalSteps of the schedule a consistency model was distilled from
 */
public record Training(
        String scheduler,
        Curve curve,
        Prediction prediction,
        @Nullable Spacing spacing,
        int offset,
        boolean endsClean,
        int originalSteps) {

    /** As the scheduler has it, or else this. */
    Spacing spacing(Spacing habit) {
        return Optional.ofNullable(spacing).orElse(habit);
    }
}
