package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made, with every default decided.
 *
 * @param frames of a film; 0 for a picture
 * @param ext of the format it comes in
 */
record Order(
        String prompt,
        @Nullable String negative,
        double cfgScale,
        int steps,
        int width,
        int height,
        @Nullable Long seed,
        @Nullable String sampling,
        double strength,
        @Nullable Double flowShift,
        int frames,
        int fps,
        String ext) {
    private static final double STRENGTH = 0.75;
    private static final int STEPS = 8;
    private static final int SIDE = 1024;
    private static final int FILM_WIDTH = 832;
    private static final int FILM_HEIGHT = 480;
    private static final int FILM_FPS = 16;
    private static final int MOST_FRAMES = 1_001;

    boolean film() {
        return frames > 0;
    }

    static Order of(Task.Image task, ModelSource.Defaults defaults) {
        Double cfg = task.cfgScale();
        return new Order(
                task.prompt(),
                text(task.negativePrompt()),
                cfg != null && cfg > 0 ? cfg : cfg(defaults),
                // 20 is what a task says that does not care
                task.steps() > 0 && task.steps() != Task.Image.DEFAULT_STEPS ? task.steps() : steps(defaults),
                first(task.width(), defaults.width(), SIDE),
                first(task.height(), defaults.height(), SIDE),
                task.seed(),
                sampling(task.samplingMethod(), defaults),
                task.denoise() == null ? STRENGTH : task.denoise(),
                defaults.flowShift(),
                0,
                0,
                pictureExt(task.ext()));
    }

    static Order of(Task.Video task, ModelSource.Defaults defaults) throws EngineException {
        int fps = task.fps() == null || task.fps() < 1 ? FILM_FPS : task.fps();
        double frames = task.seconds() * fps;
        if (!(frames > 0) || frames > MOST_FRAMES) {
            throw new EngineException(
                    "bad_input",
                    "a film of " + Numbers.plain(task.seconds()) + " s at " + fps
                            + " frames a second has no frames, or more than " + MOST_FRAMES,
                    false);
        }
        return new Order(
                task.prompt(),
                text(task.negativePrompt()),
                cfg(defaults),
                steps(defaults),
                first(task.width(), defaults.width(), FILM_WIDTH),
                first(task.height(), defaults.height(), FILM_HEIGHT),
                null,
                sampling(null, defaults),
                STRENGTH,
                defaults.flowShift(),
                // the models think in groups of four after the first
                1 + 4 * (int) Math.round((frames - 1) / 4),
                fps,
                filmExt(task.ext()));
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private static double cfg(ModelSource.Defaults defaults) {
        return defaults.cfgScale() > 0 ? defaults.cfgScale() : 1;
    }

    private static int steps(ModelSource.Defaults defaults) {
        return defaults.steps() > 0 ? defaults.steps() : STEPS;
    }

    private static int first(int asked, int usual, int otherwise) {
        return asked > 0 ? asked : usual > 0 ? usual : otherwise;
    }

    private static @Nullable String sampling(@Nullable String asked, ModelSource.Defaults defaults) {
        String text = text(asked);
        return text == null ? text(defaults.samplingMethod()) : text;
    }

    private static String pictureExt(String asked) {
        return switch (asked.toLowerCase(Locale.ROOT)) {
            case "png" -> "png";
            case "jpg", "jpeg" -> "jpg";
            case "bmp" -> "bmp";
            default -> "webp";
        };
    }

    /** The formats the programs can write. */
    private static String filmExt(String asked) {
        return switch (asked.toLowerCase(Locale.ROOT)) {
            case "webp", "gif" -> "webp";
            case "avi" -> "avi";
            default -> "webm";
        };
    }
}
