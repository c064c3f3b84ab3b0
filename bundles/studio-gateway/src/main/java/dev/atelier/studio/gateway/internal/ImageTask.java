package dev.atelier.studio.gateway.internal;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pictures as tasks. What a request leaves out comes from the model. */
final class ImageTask {
    static final int MAX_PICTURES = 4;
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
    private static final int MAX_STEPS = 1_000;

    private ImageTask() {}

    /** @param picture and mask: where workers find what the picture is made from */
    static Task.Image of(Params body, ModelSource source, @Nullable String picture, @Nullable String mask) {
        ModelSource.Defaults model = source.defaults();
        int width = model.width() > 0 ? model.width() : Task.Image.DEFAULT_SIZE;
        int height = model.height() > 0 ? model.height() : Task.Image.DEFAULT_SIZE;
        String size = body.text("size", "auto");
        if (!size.equals("auto")) {
            Matcher sides = SIZE.matcher(size);
            if (!sides.matches()) {
                throw Errors.invalid("size", "size must be auto or WIDTHxHEIGHT, such as 512x512");
            }
            width = Integer.parseInt(sides.group(1));
            height = Integer.parseInt(sides.group(2));
        }
        Double cfg = body.number("cfg_scale", 0, 1_000);
        return new Task.Image(
                body.required("prompt"),
                body.text("negative_prompt"),
                picture,
                mask,
                null,
                body.number("strength", 0, 1),
                cfg == null && model.cfgScale() > 0 ? Double.valueOf(model.cfgScale()) : cfg,
                model.samplingMethod(),
                width,
                height,
                body.whole("steps", model.steps() > 0 ? model.steps() : Task.Image.DEFAULT_STEPS, 1, MAX_STEPS),
                body.seed("seed"),
                ext(body));
    }

    private static String ext(Params body) {
        String format = body.oneOf("output_format", "png", List.of("png", "webp", "jpeg", "jpg", "gif"));
        return format.equals("jpeg") ? "jpg" : format;
    }

    /** A further picture of a request with a seed has the next one: the same again is no second picture. */
    static Task.Image again(Task.Image task, int number) {
        Long seed = task.seed();
        return seed == null || number == 0
                ? task
                : new Task.Image(
                        task.prompt(),
                        task.negativePrompt(),
                        task.initImageUrl(),
                        task.maskUrl(),
                        task.refImageUrl(),
                        task.denoise(),
                        task.cfgScale(),
                        task.samplingMethod(),
                        task.width(),
                        task.height(),
                        task.steps(),
                        seed + number,
                        task.ext());
    }
}
