package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.JobContext.Level;
import dev.atelier.engine.whisper.Models.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lets the smallest model listen to a second of silence, which takes it as long as any half minute. */
final class SelfTest {
    /** A larger model may take minutes. */
    private static final long MOST_BYTES = 600L << 20;

    private SelfTest() {}

    static void run(Models models, Backend backend, JobContext context) throws EngineException {
        List<Path> small = models.local().places().stream()
                .filter(file -> size(file) <= MOST_BYTES)
                .sorted(Comparator.comparingLong(SelfTest::size))
                .toList();
        for (Path file : small) {
            Optional<Model> model = usable(models, file, context);
            if (model.isPresent()) {
                Windows.Window second = new Windows.Window(0, new byte[2 * Recording.RATE]);
                hear(model.get(), backend, second, context);
                return;
            }
        }
    }

    private static void hear(Model model, Backend backend, Windows.Window second, JobContext context)
            throws EngineException {
        Backend.Way way = new Backend.Way(Languages.ENGLISH, false, null, false);
        try {
            backend.hear(model, way, second, share -> {}, context);
        } catch (ProgramUnusable e) {
            hear(model, backend, second, context); // by the next that may run it; the last of them is no program
        }
    }

    /** A file that is no model is no fault of the engine. */
    private static Optional<Model> usable(Models models, Path file, JobContext context) {
        try {
            return Optional.of(models.checked(file));
        } catch (EngineException e) {
            context.log(Level.WARN, String.valueOf(e.getMessage()));
            return Optional.empty();
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
