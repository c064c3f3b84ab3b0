package dev.atelier.model.host.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelLoader;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.models.api.ModelFilesProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings models into memory and out of it. Blocks; for threads of its own. */
final class Mover {
    /** How long a request in hand may take to end, and how long a model waits for others to make room. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration ROOM = Duration.ofSeconds(30);
    static final String MOVED_CODE = "model_moved";
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

    private final Engines engines;
    private final EventHub events;
    private final ModelFilesProvider files;
    private final Path scratch;
    private final Stop stop = new Stop();

    Mover(HostRoom.Rooms rooms) {
        this.engines = rooms.engines();
        this.events = rooms.events();
        this.files = rooms.files();
        this.scratch = rooms.home().cache().resolve("loading");
    }

    /** To those who wait at the old place; they go to the new one. */
    static EngineException moved() {
        return new EngineException(MOVED_CODE, "the model has moved", true);
    }

    /** Loads under way end. */
    void stop() {
        stop.say();
    }

    Loaded load(ModelEntry entry, List<CompletableFuture<Void>> leaving) throws EngineException {
        awaitRoom(entry.id(), leaving);
        Engines.Lease lease;
        try {
            lease = engines.lease(entry.source().engine(), entry.id());
        } catch (EngineUnavailable e) {
            throw EngineException.failed(String.valueOf(e.getMessage()), e);
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory(Files.createDirectories(scratch), "load");
            LoadedModel model = loader(lease)
                    .load(
                            entry.id(),
                            entry.source(),
                            new LoadContext(entry.id(), entry.source().engine(), stop, events, files, folder));
            Loaded loaded = new Loaded(model, lease);
            lease = null;
            return loaded;
        } catch (IOException e) {
            throw EngineException.failed("no scratch space: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            // An engine is foreign code; whatever it throws, the model is not to stay on its way for ever.
            throw EngineException.failed("the engine failed: " + e, e);
        } finally {
            if (lease != null) {
                lease.close();
            }
            delete(folder);
        }
    }

    private static ModelLoader loader(Engines.Lease lease) throws EngineException {
        if (lease.engine() instanceof ModelLoader loader) {
            return loader;
        }
        throw new EngineException(
                EngineException.CANNOT_SERVE,
                "engine " + lease.descriptor().id() + " does not keep models in memory",
                false);
    }

    private static void awaitRoom(String model, List<CompletableFuture<Void>> leaving) throws EngineException {
        try {
            CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
                    .get(ROOM.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn().addKeyValue("model", model).log("a model of its group is still there; loading all the same");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }

    void close(Loaded loaded, EngineException why, Duration patience) {
        try {
            loaded.close(why, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link #close}, with time until the version of its engine has to go. */
    void leave(Loaded loaded, EngineException why) {
        try {
            loaded.leave(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("scratch of a load stays");
        }
    }
}
