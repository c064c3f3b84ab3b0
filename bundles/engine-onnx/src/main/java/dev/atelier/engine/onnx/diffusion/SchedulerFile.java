package dev.atelier.engine.onnx.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.onnx.schedule.Curve;
import dev.atelier.engine.onnx.schedule.Prediction;
import dev.atelier.engine.onnx.schedule.Spacing;
import dev.atelier.engine.onnx.schedule.Training;
import org.jspecify.annotations.Nullable;

/** What {@code scheduler_config.json} says. */
final class SchedulerFile {
    private static final int MOMENTS = 1000;
    private static final int MOST_MOMENTS = 100_000;

    private SchedulerFile() {}

    static Training training(JsonNode config) throws EngineException {
        String scheduler = config.path("_class_name").asText("");
        return new Training(
                scheduler,
                curve(config),
                prediction(config.path("prediction_type").asText("epsilon")),
                spacing(config.path("timestep_spacing").asText("")),
                config.path("steps_offset").asInt(0),
                config.path("set_alpha_to_one").asBoolean(scheduler.equals("DDIMScheduler")),
                Math.max(1, config.path("original_inference_steps").asInt(50)));
    }

    private static Curve curve(JsonNode config) throws EngineException {
        JsonNode given = config.path("trained_betas");
        Curve curve;
        if (given.isArray() && !given.isEmpty()) {
            double[] betas = new double[given.size()];
            for (int i = 0; i < betas.length; i++) {
                betas[i] = given.get(i).asDouble();
            }
            curve = Curve.of(betas);
        } else {
            int moments = config.path("num_train_timesteps").asInt(MOMENTS);
            if (moments < 2 || moments > MOST_MOMENTS) {
                throw Unusable.because("its schedule has " + moments + " moments");
            }
            curve = Curve.of(
                    growth(config.path("beta_schedule").asText("scaled_linear")),
                    config.path("beta_start").asDouble(0.00085),
                    config.path("beta_end").asDouble(0.012),
                    moments);
        }
        return config.path("rescale_betas_zero_snr").asBoolean(false) ? curve.toTheEnd() : curve;
    }

    private static Curve.Growth growth(String name) throws EngineException {
        return switch (name) {
            case "linear" -> Curve.Growth.LINEAR;
            case "scaled_linear" -> Curve.Growth.SCALED_LINEAR;
            case "squaredcos_cap_v2" -> Curve.Growth.COSINE;
            default -> throw Unusable.because("its schedule grows by " + name + ", which is not known here");
        };
    }

    private static Prediction prediction(String name) throws EngineException {
        return switch (name) {
            case "epsilon" -> Prediction.EPSILON;
            case "v_prediction" -> Prediction.V;
            case "sample" -> Prediction.SAMPLE;
            default -> throw Unusable.because("its network predicts " + name + ", which is not known here");
        };
    }

    private static @Nullable Spacing spacing(String name) {
        return switch (name) {
            case "leading" -> Spacing.LEADING;
            case "trailing" -> Spacing.TRAILING;
            case "linspace" -> Spacing.LINSPACE;
            default -> null;
        };
    }
}
