package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.InputFiles;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.NoJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The surroundings of a self-test: no model files, a deadline, its lines in the log. */
final class SelfTestContext extends NoJob {
    private static final Logger LOG = LoggerFactory.getLogger(SelfTestContext.class);

    private final String id;
    private final Path scratch;
    private final Instant deadline;
    private volatile String lastWord = "passed";

    SelfTestContext(String id, Path scratch, Instant deadline) {
        this.id = id;
        this.scratch = scratch;
        this.deadline = deadline;
    }

    String lastWord() {
        return lastWord;
    }

    @Override
    public void progress(double fraction, String text) {
        lastWord = text.isBlank() ? lastWord : "passed (" + text + ")";
    }

    @Override
    public void log(Level level, String message) {
        LOG.atInfo()
                .addKeyValue("engine", id)
                .addKeyValue("level", level)
                .addKeyValue("line", message)
                .log("self-test");
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(deadline);
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
    public Path input(String url) throws EngineException {
        if (InputFiles.isData(url)) {
            return InputFiles.ofData(url, scratch());
        }
        throw new EngineException(EngineException.CANNOT_SERVE, "a self-test fetches nothing", false);
    }

    @Override
    public ModelFiles modelFiles() {
        return new ModelFiles() {
            @Override
            public Path get(ModelSource.File file) throws EngineException {
                throw new EngineException(EngineException.CANNOT_SERVE, "a self-test has no model files", false);
            }

            @Override
            public Path root() {
                return scratch();
            }
        };
    }
}
