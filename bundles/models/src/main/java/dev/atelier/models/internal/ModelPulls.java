package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelEntry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Downloads that were asked for by themselves. The last one of each model is remembered. */
@Component(service = ModelPulls.class)
public final class ModelPulls {
    /** The event's type; its data is the pull as it is asked for. */
    static final String EVENT = "download";

    private static final int MOST = 200;

    private final ModelStore store;
    private final EventHub events;
    /** Guarded by itself. */
    private final Map<String, Pull> pulls = new LinkedHashMap<>();

    @Activate
    public ModelPulls(@Reference(name = "store") ModelStore store, @Reference(name = "events") EventHub events) {
        this.store = store;
        this.events = events;
    }

    Optional<Pull> of(String modelId) {
        synchronized (pulls) {
            return Optional.ofNullable(pulls.get(modelId));
        }
    }

    /** Begins to fetch what is missing, unless that is under way already. */
    Pull begin(ModelEntry model) {
        Pull pull;
        synchronized (pulls) {
            Pull before = pulls.get(model.id());
            if (before != null && before.state() == Pull.State.RUNNING) {
                return before;
            }
            pull = new Pull(model.id());
            // All of them at once: one that is begun is not yet over.
            model.source().files().forEach(pull::add);
            pulls.remove(model.id());
            pulls.put(model.id(), pull);
            forgetOldest();
        }
        pull.parts().forEach(part -> begin(model, pull, part));
        publish(pull);
        return pull;
    }

    private void forgetOldest() {
        if (pulls.size() > MOST) {
            pulls.entrySet().stream()
                    .filter(each -> each.getValue().state() != Pull.State.RUNNING)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(pulls::remove);
        }
    }

    private void begin(ModelEntry model, Pull pull, Pull.Part part) {
        ModelSource.File file = part.file();
        String engine = model.source().engine();
        try {
            Optional<Path> found = store.folders().find(model.id(), engine, file);
            if (found.isPresent()) {
                pull.there(part, ModelFolders.size(found.get()));
                return;
            }
            Downloads.Ticket ticket = store.start(model.id(), engine, file, (bytes, total) -> {
                pull.at(part, bytes, total);
                publish(pull);
            });
            pull.under(part, ticket);
            var unused = ticket.done().handle((path, failure) -> {
                ended(pull, part, path, failure);
                return path;
            });
        } catch (EngineException e) {
            pull.failed(part, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private void ended(Pull pull, Pull.Part part, @Nullable Path path, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (path != null) {
            pull.there(part, ModelFolders.size(path));
        } else if (cause instanceof DownloadFailed failed) {
            pull.failed(part, failed.code(), String.valueOf(failed.getMessage()));
        } else {
            pull.failed(part, "internal", String.valueOf(cause));
        }
        publish(pull);
    }

    private void publish(Pull pull) {
        ObjectNode now = pull.json();
        events.publish(EVENT, now);
    }
}
