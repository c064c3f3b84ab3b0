package dev.atelier.lib.ffmpeg.internal;

import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A job that wants a program: one that goes on, or one that is cancelled as soon as it waits for something. */
final class TestJob implements JobContext {
    private final boolean impatient;
    private boolean cancelled;

    TestJob(boolean impatient) {
        this.impatient = impatient;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        if (impatient) {
            cancelled = true;
            action.run();
        }
    }

    @Override
    public void progress(double fraction, String text) {}

    @Override
    public void log(Level level, String message) {}

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ModelFiles modelFiles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path input(String url) {
        throw new UnsupportedOperationException();
    }
}
