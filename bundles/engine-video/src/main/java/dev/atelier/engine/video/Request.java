package dev.atelier.engine.video;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A task that was looked at before anything is done: what is filmed, how big, how long, how smooth, as what. */
record Request(String prompt, int width, int height, int fps, int frames, Format format) {
    static final double LONGEST_SECONDS = 120;

    private static final int SMALLEST = 64;
    private static final int BIGGEST = 1920;
    private static final int FASTEST = 60;
    private static final int LONGEST_PROMPT = 10_000;

    /** What a film may come as. */
    enum Format {
        MP4(24),
        WEBM(24),
        GIF(12),
        WEBP(12);

        private final int fps;

        Format(int fps) {
            this.fps = fps;
        }

        String ext() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Request of(Task.Video task) throws EngineException {
        Format format = format(task.ext());
        int fps = task.fps() == null || task.fps() == 0 ? format.fps : task.fps();
        if (fps < 1 || fps > FASTEST) {
            throw refused("fps must be from 1 to " + FASTEST + ", not " + fps);
        }
        double seconds = seconds(task);
        if (task.prompt().length() > LONGEST_PROMPT) {
            throw refused("the prompt is longer than " + LONGEST_PROMPT + " characters");
        }
        int frames = Math.max(1, (int) Math.round(seconds * fps));
        return new Request(
                task.prompt(), side("width", task.width()), side("height", task.height()), fps, frames, format);
    }

    static double seconds(Task.Video task) throws EngineException {
        if (!(task.seconds() > 0 && task.seconds() <= LONGEST_SECONDS)) {
            throw refused(
                    "seconds must be more than 0 and at most " + (int) LONGEST_SECONDS + ", not " + task.seconds());
        }
        return task.seconds();
    }

    /** Films have even sides: colour is kept for two by two pixels. */
    private static int side(String name, int asked) throws EngineException {
        int side = asked == 0 ? Task.Video.DEFAULT_SIZE : asked;
        if (side < SMALLEST || side > BIGGEST) {
            throw refused(name + " must be from " + SMALLEST + " to " + BIGGEST + ", not " + side);
        }
        return side - side % 2;
    }

    private static Format format(String asked) throws EngineException {
        String ext = asked.toLowerCase(Locale.ROOT);
        return Arrays.stream(Format.values())
                .filter(candidate -> candidate.ext().equals(ext))
                .findFirst()
                .orElseThrow(() -> refused("films come as "
                        + Arrays.stream(Format.values()).map(Format::ext).collect(Collectors.joining(", "))
                        + ", not as "
                        + ext));
    }

    /** The task cannot be done as it stands, here or after another try. */
    static EngineException refused(String message) {
        return new EngineException("bad_input", message, false);
    }
}
