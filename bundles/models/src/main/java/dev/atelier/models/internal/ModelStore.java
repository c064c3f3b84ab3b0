package dev.atelier.models.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.LocalModels;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.models.api.ModelFilesProvider;
import dev.atelier.settings.api.WorkerSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The files of models on this machine, and the way to those that are not. */
@Component(service = {ModelFilesProvider.class, LocalModels.class, ModelStore.class})
public final class ModelStore implements ModelFilesProvider, LocalModels {
    private static final String MISSING = "model_missing";

    private final WorkerSettings settings;
    private final Downloads downloads;
    private final EventHub events;
    private final FetchedFiles fetched;

    @Activate
    public ModelStore(
            @Reference(name = "home") Home home,
            @Reference(name = "settings") WorkerSettings settings,
            @Reference(name = "downloads") Downloads downloads,
            @Reference(name = "events") EventHub events) {
        this(settings, downloads, events, new FetchedFiles(home.state()));
    }

    ModelStore(WorkerSettings settings, Downloads downloads, EventHub events, FetchedFiles fetched) {
        this.settings = settings;
        this.downloads = downloads;
        this.events = events;
        this.fetched = fetched;
    }

    /** As the settings are now. */
    ModelFolders folders() {
        return new ModelFolders(settings.modelsRoot());
    }

    FetchedFiles fetched() {
        return fetched;
    }

    @Override
    public boolean isHere(ModelEntry model) {
        return model.source().files().stream().allMatch(file -> isHere(model, file));
    }

    boolean isHere(ModelEntry model, ModelSource.File file) {
        try {
            return folders().find(model.id(), model.source().engine(), file).isPresent();
        } catch (EngineException e) {
            return false; // a name no file can have; fetching it says so
        }
    }

    @Override
    public ModelFiles forModel(String modelId, String engine, JobContext job) {
        return new ModelFiles() {
            @Override
            public Path get(ModelSource.File file) throws EngineException {
                Optional<Path> found = folders().find(modelId, engine, file);
                return found.isPresent() ? found.get() : bring(modelId, engine, file, job);
            }

            @Override
            public Path root() {
                return folders().root();
            }
        };
    }

    private Path bring(String modelId, String engine, ModelSource.File file, JobContext job) throws EngineException {
        job.checkCancelled();
        job.log(JobContext.Level.INFO, "downloading " + file.filename() + " of " + modelId);
        Downloads.Ticket ticket = start(
                modelId,
                engine,
                file,
                (bytes, total) -> job.progress(
                        total > 0 ? (double) bytes / total : -1, Sizes.progress(file.filename(), bytes, total)));
        job.onCancel(ticket::cancel);
        try {
            Path path = ticket.await();
            job.log(JobContext.Level.INFO, "downloaded " + file.filename() + " of " + modelId);
            return path;
        } catch (DownloadFailed e) {
            job.checkCancelled();
            throw new EngineException(e.code(), file.filename() + ": " + e.getMessage(), e.retryable(), e);
        }
    }

    /** @throws EngineException when it is clear beforehand that nothing can come of it */
    Downloads.Ticket start(String modelId, String engine, ModelSource.File file, Downloads.Progress progress)
            throws EngineException {
        ModelFolders folders = folders();
        Path target = folders.target(modelId, engine, file);
        if (file.url().isBlank()) {
            throw new EngineException(
                    MISSING,
                    "model file " + file.filename() + " is not there, and nothing says where to get it; looked for "
                            + target + " and " + folders.flat(file),
                    false);
        }
        fetched.add(target);
        Downloads.Ticket ticket = downloads.start(
                new Downloads.Request("model file", file.url(), target, file.approxBytes(), file.sha256()), progress);
        // Others see the model differently now: it is there.
        var unused = ticket.done().thenRun(() -> events.publish("models", Json.object()));
        return ticket;
    }
}
