package dev.atelier.engine.tck;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.InputFiles;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The context of one job under test. Remembers what the engine tells, can cancel at a given report, and finds model
 * files that lie below the models root under their file name. Nothing is ever downloaded: an input is a {@code data:} or
 * {@code file:} URL.
 */
public final class ContractContext implements JobContext, ModelFiles {
    private final Path scratch;
    private final Path modelsRoot;
    private final List<Double> fractions = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Runnable> onCancel = new ArrayList<>();
    private boolean cancelled;
    private boolean cancelAtReport;

    /** @param folder of this job alone; its scratch and models lie below it */
    public ContractContext(Path folder) {
        this.scratch = folder.resolve("scratch");
        this.modelsRoot = folder.resolve("models");
    }

    /** Cancels as soon as the engine reports any progress. */
    public synchronized ContractContext cancelAtFirstReport() {
        cancelAtReport = true;
        return this;
    }

    public void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            actions = List.copyOf(onCancel);
        }
        actions.forEach(Runnable::run); // not under the lock: the engine may call back
    }

    /** What was reported so far, in order, unknown lengths left out. */
    public synchronized List<Double> fractions() {
        return List.copyOf(fractions);
    }

    public synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void progress(double fraction, String text) {
        boolean end;
        synchronized (this) {
            if (fraction >= 0 || Double.isNaN(fraction)) {
                fractions.add(fraction);
            }
            end = cancelAtReport;
        }
        if (end) {
            cancel();
        }
    }

    /** What was handed out as it was made. */
    public synchronized String text() {
        return text.toString();
    }

    @Override
    public synchronized void text(String piece) {
        text.append(piece);
    }

    @Override
    public synchronized void log(Level level, String message) {
        messages.add(level + " " + message);
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        try {
            return Files.createDirectories(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ModelFiles modelFiles() {
        return this;
    }

    @Override
    public Path input(String url) throws EngineException {
        if (InputFiles.isData(url)) {
            return InputFiles.ofData(url, scratch());
        }
        if (InputFiles.isFile(url)) {
            return InputFiles.ofFile(url, scratch());
        }
        throw EngineException.failed("the contract test fetches nothing", null);
    }

    @Override
    public Path get(ModelSource.File file) throws EngineException {
        Path path = modelsRoot.resolve(file.filename());
        if (!Files.isRegularFile(path)) {
            throw EngineException.failed("the contract test has no file " + file.filename(), null);
        }
        return path;
    }

    @Override
    public Path root() {
        return modelsRoot;
    }
}
