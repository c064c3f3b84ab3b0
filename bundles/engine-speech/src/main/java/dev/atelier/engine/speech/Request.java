package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A task that was looked at before anything is done: what is to be said, how fast, and in which format. */
record Request(String text, double speed, Format format) {
    static final int LONGEST_TEXT = 20_000;

    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 4;

    /** What sound may come as. */
    enum Format {
        WAV,
        MP3,
        OGG,
        OPUS,
        FLAC;

        String ext() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Request of(Task.Speech task) throws EngineException {
        if (task.text().isBlank()) {
            throw refused("there is no text to say");
        }
        if (task.text().length() > LONGEST_TEXT) {
            throw refused("the text has " + task.text().length() + " characters, more than the " + LONGEST_TEXT
                    + " one job may say; send it in parts");
        }
        double speed = task.speed() == null ? 1 : task.speed();
        if (!(speed >= SLOWEST && speed <= FASTEST)) {
            throw refused("speed must be from " + SLOWEST + " to " + FASTEST + ", not " + speed);
        }
        String ext = task.ext().toLowerCase(Locale.ROOT);
        Format format = Arrays.stream(Format.values())
                .filter(candidate -> candidate.ext().equals(ext))
                .findFirst()
                .orElseThrow(() -> refused("speech comes as "
                        + Arrays.stream(Format.values()).map(Format::ext).collect(Collectors.joining(", "))
                        + ", not as "
                        + ext));
        return new Request(task.text(), speed, format);
    }

    /** The task cannot be done as it stands, here or after another try. */
    static EngineException refused(String message) {
        return new EngineException("bad_input", message, false);
    }
}
