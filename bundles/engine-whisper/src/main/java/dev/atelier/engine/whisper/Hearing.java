package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.JobContext.Level;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.whisper.Backend.Heard;
import dev.atelier.engine.whisper.Backend.Way;
import dev.atelier.engine.whisper.Models.Model;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One recording on its way to text, window after window: within one the library tells nothing and cannot be stopped. */
final class Hearing {
    private static final String WORD = "word";

    private final Backend backend;
    private final Model model;
    private final Task.Transcription task;
    private final JobContext context;
    private final Transcript transcript;
    private @Nullable String language;

    Hearing(Backend backend, Model model, Task.Transcription task, JobContext context) throws EngineException {
        this.backend = backend;
        this.model = model;
        this.task = task;
        this.context = context;
        this.transcript = new Transcript(context::text);
        this.language = Languages.asked(task.language(), model.head());
    }

    EngineResult of(Recording recording) throws EngineException {
        Windows windows = new Windows(recording);
        try {
            while (windows.hasNext()) {
                Windows.Window window = windows.next(backend.longest(model, way()));
                context.checkCancelled();
                try {
                    hear(window, recording);
                    progress(window, 1, recording);
                } catch (ProgramUnusable e) {
                    context.checkCancelled();
                    windows.back(window); // the next that may run the model takes more or less at once
                }
            }
        } catch (IOException e) {
            throw EngineException.failed("the sound could not be read: " + e.getMessage(), e);
        }
        context.checkCancelled();
        if (words() && !transcript.tellsWords()) {
            context.log(
                    Level.INFO,
                    "what runs the model here tells the times of segments, not of words; whisper-server does");
        }
        return new EngineResult.Json(
                transcript.json(translates() ? "translate" : "transcribe", told(), recording.seconds(), words()));
    }

    private void progress(Windows.Window window, double share, Recording recording) {
        double done = window.start() + share * window.seconds();
        String text = String.format(Locale.ROOT, "%.0f of %.0f s", done, recording.seconds());
        context.progress(Math.min(1, done / recording.seconds()), text);
    }

    private Way way() {
        String hint = task.hint() == null || task.hint().isBlank() ? null : task.hint();
        return new Way(language, translates(), hint, words());
    }

    private void hear(Windows.Window window, Recording recording) throws EngineException {
        if (Boolean.TRUE.equals(task.vad()) && window.silent()) {
            return;
        }
        Heard heard = backend.hear(model, way(), window, share -> progress(window, share, recording), context);
        transcript.add(window, heard.segments());
        if (language == null && heard.language() != null) {
            language = heard.language();
            context.log(Level.INFO, "the language is " + language);
        }
    }

    private boolean words() {
        return WORD.equals(task.timestamps());
    }

    private boolean translates() {
        return Boolean.TRUE.equals(task.translate());
    }

    /** That of the text: a translation is always into English. Empty where nothing was heard that would tell. */
    private String told() {
        return translates() ? Languages.ENGLISH : language == null ? "" : language;
    }
}
