package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Lets the smallest models say a word until one does. A file that is no good is no fault of the engine; an engine that
 * fails with each of them is.
 */
final class SelfTest {
    /** A model above this size is not loaded for it: it may take minutes. */
    private static final long MOST_BYTES = 2L << 30;

    private static final int MODELS = 3;

    private final LocalModels models;
    private final Requests requests;
    private final Backend backend;

    SelfTest(LocalModels models, Requests requests, Backend backend) {
        this.models = models;
        this.requests = requests;
        this.backend = backend;
    }

    void run(JobContext context) throws EngineException {
        List<Path> small = models.files().stream()
                .filter(file -> size(file) <= MOST_BYTES)
                .sorted(Comparator.comparingLong(SelfTest::size))
                .limit(MODELS)
                .toList();
        EngineException broken = null;
        for (Path file : small) {
            try {
                say(file, context);
                return;
            } catch (EngineException e) {
                context.checkCancelled();
                context.log(JobContext.Level.WARN, file.getFileName() + ": " + e.getMessage());
                broken = e.code().equals(EngineException.ENGINE_FAILED) ? e : broken;
            }
        }
        if (broken != null) {
            throw broken;
        }
    }

    private void say(Path model, JobContext context) throws EngineException {
        Backend.Request request = requests.of(model, ModelSource.Defaults.NONE, Requests.NOTHING, null);
        if (backend.chat(request, piece -> {}, context).tokens() < 1) {
            throw EngineException.failed("the model said nothing", null);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
