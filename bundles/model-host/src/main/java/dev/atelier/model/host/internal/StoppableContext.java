package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A job's context that ends the job also when its model has to go. */
final class StoppableContext implements JobContext, AutoCloseable {
    private final JobContext job;
    private final Stop model;
    private final Stop either = new Stop();
    private final Runnable say = either::say;

    StoppableContext(JobContext job, Stop model) {
        this.job = job;
        this.model = model;
        job.onCancel(say);
        model.then(say);
    }

    /** A model outlives many jobs, and remembers none. */
    @Override
    public void close() {
        model.forget(say);
    }

    @Override
    public void progress(double fraction, String text) {
        job.progress(fraction, text);
    }

    @Override
    public void text(String piece) {
        job.text(piece);
    }

    @Override
    public void log(Level level, String message) {
        job.log(level, message);
    }

    @Override
    public boolean cancelled() {
        return either.said() || job.cancelled();
    }

    @Override
    public void onCancel(Runnable action) {
        either.then(action);
    }

    @Override
    public Optional<Instant> deadline() {
        return job.deadline();
    }

    @Override
    public Path scratch() {
        return job.scratch();
    }

    @Override
    public ModelFiles modelFiles() {
        return job.modelFiles();
    }

    @Override
    public Path input(String url) throws EngineException {
        return job.input(url);
    }
}
