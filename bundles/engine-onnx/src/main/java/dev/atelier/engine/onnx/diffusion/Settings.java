package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource.Defaults;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.onnx.picture.PictureFiles;
import dev.atelier.engine.onnx.picture.Room;
import dev.atelier.engine.onnx.schedule.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a task wants, looked at before anything is done, with what the model wants where the task says nothing.
 *
 * @param guidance how much the prompt is exaggerated; 1 for not at all
 * @param strength how much of the picture to begin with may go
 * @param multiple of so many squares are the sides of latents
 */
record Settings(
        int width, int height, int steps, double guidance, double strength, Method method, long seed, int multiple) {
    static final int SQUARE = 8;

    private static final int SMALLEST = 16;
    private static final int BIGGEST = 4096;
    private static final long MOST_PIXELS = 2048L * 2048;
    private static final int MOST_STEPS = 500;
    private static final double MOST_GUIDANCE = 100;
    private static final double USUAL_STRENGTH = 0.75;

    static Settings of(Task.Image task, Defaults defaults, DiffusersFolder folder) throws EngineException {
        Method method = method(first(task.samplingMethod(), defaults.samplingMethod()), folder);
        int side = folder.side() * SQUARE;
        int width = side("width", task.width(), defaults.width(), side);
        int height = side("height", task.height(), defaults.height(), side);
        Room.check(width, height, MOST_PIXELS);
        return new Settings(
                width,
                height,
                steps(task, defaults, usualSteps(method, folder)),
                guidance(task, defaults, usualGuidance(method, folder)),
                strength(task),
                method,
                task.seed() == null ? 0 : task.seed(),
                folder.multiple());
    }

    /** The same in as few squares as hold it: for networks that take one size and no other. */
    Settings tight() {
        return new Settings(width, height, steps, guidance, strength, method, seed, 1);
    }

    private static @Nullable String first(@Nullable String asked, @Nullable String usual) {
        return PictureFiles.given(asked) ? asked : usual;
    }

    private static Method method(@Nullable String name, DiffusersFolder folder) throws EngineException {
        if (name == null || name.isBlank()) {
            return Method.of(folder.training());
        }
        return Method.named(name)
                .orElseThrow(() -> PictureFiles.refused(
                        "samplingMethod " + name + " is not known here; there are " + Method.all()));
    }

    private static int side(String name, int asked, int usual, int otherwise) throws EngineException {
        int side = asked > 0 ? asked : usual > 0 ? usual : otherwise;
        if (side < SMALLEST || side > BIGGEST) {
            throw PictureFiles.refused(name + " must be from " + SMALLEST + " to " + BIGGEST + ", not " + side);
        }
        return side;
    }

    /** The usual number in a task says nothing: studios send it when nobody chose one. */
    private static int steps(Task.Image task, Defaults defaults, int usual) throws EngineException {
        boolean chosen = task.steps() > 0 && task.steps() != Task.Image.DEFAULT_STEPS;
        int steps = chosen ? task.steps() : defaults.steps() > 0 ? defaults.steps() : usual;
        if (steps > MOST_STEPS) {
            throw PictureFiles.refused("steps must be from 1 to " + MOST_STEPS + ", not " + steps);
        }
        return steps;
    }

    private static int usualSteps(Method method, DiffusersFolder folder) {
        return method == Method.LCM || folder.turbo() ? 4 : Task.Image.DEFAULT_STEPS;
    }

    private static double guidance(Task.Image task, Defaults defaults, double usual) throws EngineException {
        Double asked = task.cfgScale();
        double guidance = asked != null && asked > 0 ? asked : defaults.cfgScale() > 0 ? defaults.cfgScale() : usual;
        if (!(guidance <= MOST_GUIDANCE)) {
            throw PictureFiles.refused("cfgScale must be at most " + (int) MOST_GUIDANCE + ", not " + guidance);
        }
        return guidance;
    }

    private static double usualGuidance(Method method, DiffusersFolder folder) {
        if (folder.toldGuidance()) {
            return 8;
        }
        return method == Method.LCM || folder.turbo() ? 1 : 7.5;
    }

    private static double strength(Task.Image task) throws EngineException {
        Double asked = task.denoise();
        if (asked == null) {
            return PictureFiles.given(task.maskUrl()) ? 1 : USUAL_STRENGTH;
        }
        if (!(asked >= 0 && asked <= 1)) {
            throw PictureFiles.refused("denoise must be from 0 to 1, not " + asked);
        }
        return asked;
    }

    /** How many squares of latents are as wide as the picture, or a little wider. */
    int columns() {
        return squares(width);
    }

    int rows() {
        return squares(height);
    }

    private int squares(int side) {
        int pixels = multiple * SQUARE;
        return (side + pixels - 1) / pixels * multiple;
    }
}
