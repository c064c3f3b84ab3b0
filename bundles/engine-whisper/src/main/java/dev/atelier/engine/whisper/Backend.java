package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.whisper.Models.Model;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** What runs a model. */
interface Backend extends AutoCloseable {
    /**
     * How to listen.
     *
     * @param language its code; null to find out
     * @param hint words that may come, or null
     * @param words whether to tell the times of words, where it can
     */
    record Way(
            @Nullable String language,
            boolean translate,
            @Nullable String hint,
            boolean words) {}

    /**
     * What was heard in a window, and in which language.
     *
     * @param language as it was found out, or null when it was given
     */
    record Heard(List<Segment> segments, @Nullable String language) {
        /** In seconds from the start of the window; words only where they were asked for and can be told. */
        record Segment(double start, double end, String text, List<Word> words) {
            Segment(double start, double end, String text) {
                this(start, end, text, List.of());
            }
        }

        /** In seconds from the start of the window as well. */
        record Word(double start, double end, String text) {}
    }

    /** How many samples it listens to at once. */
    int longest(Model model, Way way);

    /**
     * Listens to so much at most.
     *
     * @param share hears how much of the window is done, as far as that is told
     */
    Heard hear(Model model, Way way, Windows.Window window, DoubleConsumer share, JobContext context)
            throws EngineException;

    /** Has the model ready for what comes next. */
    void load(Model model, JobContext context) throws EngineException;

    /** Whether a model may be in its memory still. */
    boolean alive();

    /** Whether it runs at all. At once. */
    Health health();

    /** Whether it runs this model. At once. */
    Health health(String subject);

    @Override
    void close();
}
