package dev.atelier.model.host.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.models.api.ModelFilesProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a load may ask for and tell: model files, and how far it is. */
final class LoadContext implements JobContext {
    private static final Logger LOG = LoggerFactory.getLogger("dev.atelier.models");

    private final String model;
    private final Stop stop;
    private final EventHub events;
    private final ModelFiles files;
    private final Path scratch;

    LoadContext(String model, String engine, Stop stop, EventHub events, ModelFilesProvider files, Path scratch) {
        this.model = model;
        this.stop = stop;
        this.events = events;
        this.scratch = scratch;
        this.files = files.forModel(model, engine, this);
    }

    @Override
    public void progress(double fraction, String text) {
        events.publish(
                "model",
                Json.object().put("id", model).put("progress", fraction).put("text", text));
    }

    @Override
    public void log(Level level, String message) {
        LOG.atLevel(org.slf4j.event.Level.valueOf(level.name()))
                .addKeyValue("model", model)
                .log(message);
    }

    @Override
    public boolean cancelled() {
        return stop.said();
    }

    @Override
    public void onCancel(Runnable action) {
        stop.then(action);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        return scratch;
    }

    @Override
    public ModelFiles modelFiles() {
        return files;
    }

    @Override
    public Path input(String url) throws EngineException {
        throw new EngineException(EngineException.CANNOT_SERVE, "a model is loaded from its files alone", false);
    }
}
