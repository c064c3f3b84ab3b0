package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.models.api.ModelFilesProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What a running job may ask for and tell. */
final class LiveContext implements JobContext {
    private static final int PROGRESS_TEXT = 200;

    private final LiveJob job;
    private final JobBoard board;
    private final JobVoice voice;
    private final Scratch scratch;
    private final ModelFiles modelFiles;
    private final JobInputs inputs;
    private final Optional<Instant> deadline;

    LiveContext(
            LiveJob job,
            JobBoard board,
            JobVoice voice,
            Scratch scratch,
            ModelFilesProvider files,
            JobInputs inputs,
            Optional<Instant> deadline) {
        this.job = job;
        this.board = board;
        this.voice = voice;
        this.scratch = scratch;
        this.modelFiles = files.forModel(job.model(), job.source().engine(), this);
        this.inputs = inputs;
        this.deadline = deadline;
    }

    @Override
    public void progress(double fraction, String text) {
        if (job.over()) {
            return; // told to end, and going on all the same
        }
        double known = fraction >= 0 && fraction <= 1 ? fraction : fraction > 1 ? 1 : -1;
        boolean running = job.change(draft -> {
            draft.progress = known;
            draft.progressText = Texts.cut(text, PROGRESS_TEXT);
        });
        if (running) {
            board.progressed(job);
        }
    }

    @Override
    public void text(String piece) {
        if (!job.over()) {
            board.texts().text(job.id(), piece);
        }
    }

    @Override
    public void log(Level level, String message) {
        voice.say(WorkerLog.Level.valueOf(level.name()), job.engineId(), message, job.id());
    }

    @Override
    public boolean cancelled() {
        return job.signal().cause() != null;
    }

    @Override
    public void onCancel(Runnable action) {
        job.signal().onRaise(action);
    }

    @Override
    public Optional<Instant> deadline() {
        return deadline;
    }

    @Override
    public Path scratch() {
        return scratch.folder();
    }

    @Override
    public ModelFiles modelFiles() {
        return modelFiles;
    }

    @Override
    public Path input(String url) throws EngineException {
        checkCancelled();
        return inputs.bring(url, job.record().source(), this);
    }
}
