package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans removals: which versions may go. */
final class Removing {
    private final Context context;
    private final Shelf shelf;
    private final Runs runs;

    Removing(Context context, Shelf shelf, Runs runs) {
        this.context = context;
        this.shelf = shelf;
        this.runs = runs;
    }

    Operation remove(String engineId, @Nullable String version, String requestedBy) throws RefusedOperation {
        EngineEntry entry = context.known(engineId);
        List<Installed> gone = chosen(entry, version);
        boolean whole = gone.size() == entry.versions().size();
        if (!whole && gone.stream().anyMatch(v -> v.sha256().equals(entry.current()))) {
            throw new RefusedOperation(
                    409, "is_current", "version " + version + " serves; roll back first, or remove the whole engine");
        }
        Change.Begun begun = Change.Begun.of(Runs.newId(), Operation.Kind.REMOVE, entry, null, requestedBy);
        OperationRun run = runs.begin(begun, whole ? Removal.WHOLE : Removal.VERSIONS, entry);
        Removal removal = new Removal(context, shelf, run, entry);
        runs.start(run, () -> {
            if (whole) {
                removal.whole();
            } else {
                removal.versions(gone);
            }
        });
        return run.now();
    }

    private static List<Installed> chosen(EngineEntry entry, @Nullable String version) throws RefusedOperation {
        List<Installed> gone = new ArrayList<>(entry.versions().values());
        if (version != null) {
            gone.removeIf(v -> !v.version().equals(version) && !v.sha256().equals(version));
            if (gone.isEmpty()) {
                throw new RefusedOperation(
                        404, "unknown_engine", "engine `" + entry.id() + "` has no version " + version + " here");
            }
        }
        return gone;
    }
}
