package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A small picture in one step, by the smallest model there is. */
final class SelfTest {
    /** A model above this size is not loaded for a self-test: it may take minutes. */
    private static final long MOST_BYTES = 3L << 30;

    private static final int MOST_MODELS = 3;
    private static final int SIDE = 64;
    private static final int FOLDERS_DEEP = 2;

    private final LocalModels models;
    private final Shelf shelf;

    SelfTest(LocalModels models, Shelf shelf) {
        this.models = models;
        this.shelf = shelf;
    }

    /** A model that is no good is no fault of the engine; an engine that fails with each of the smallest is. */
    void run(JobContext context) throws EngineException {
        List<Path> small = models.places().stream()
                .filter(model -> size(model) <= MOST_BYTES)
                .sorted(Comparator.comparingLong(SelfTest::size))
                .limit(MOST_MODELS)
                .toList();
        EngineException broken = null;
        for (Path model : small) {
            try {
                paint(model, context);
                return;
            } catch (EngineException e) {
                context.checkCancelled();
                context.log(JobContext.Level.WARN, model.getFileName() + ": " + e.getMessage());
                broken = e.code().equals(EngineException.ENGINE_FAILED) ? e : broken;
            }
        }
        if (broken != null) {
            throw broken;
        }
    }

    private void paint(Path model, JobContext context) throws EngineException {
        try (Shelf.Loan loan = shelf.take(Place.of(model))) {
            try {
                loan.painter().load(context);
                if (Files.isDirectory(model)) {
                    loan.painter().paint(task(), ModelSource.Defaults.NONE, context);
                }
            } catch (EngineException e) {
                loan.spoil();
                if (!e.code().equals("bad_input")) { // a model for one size only is well all the same
                    throw e;
                }
            }
        }
    }

    private static Task.Image task() {
        return new Task.Image("ready", null, null, null, null, null, 1.0, null, SIDE, SIDE, 1, null, "png");
    }

    private static long size(Path model) {
        try (Stream<Path> files = Files.walk(model, FOLDERS_DEEP)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(SelfTest::length)
                    .sum();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
