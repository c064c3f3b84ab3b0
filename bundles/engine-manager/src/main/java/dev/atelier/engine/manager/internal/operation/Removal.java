package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import java.util.Collection;
import java.util.List;

/** Takes a whole engine, or versions of it that do not serve, away. */
final class Removal {
    static final List<String> WHOLE = List.of("switch", "drain", "retire");
    static final List<String> VERSIONS = List.of("retire");

    private final Context context;
    private final Shelf shelf;
    private final OperationRun run;
    private final EngineEntry entry;

    Removal(Context context, Shelf shelf, OperationRun run, EngineEntry entry) {
        this.context = context;
        this.shelf = shelf;
        this.run = run;
        this.entry = entry;
    }

    void whole() {
        try {
            run.step("switch");
            run.write(new Change.Switched(run.id(), entry.id(), null, null, false, true, null));
        } catch (StepFailed e) {
            run.end(Operation.State.FAILED, e.fault());
            return;
        }
        context.registry().withdraw(entry.id());
        run.done("switch", "takes no new jobs");
        context.engineChanged(entry.id());
        try {
            drain();
        } catch (InterruptedException e) {
            // The next start finishes it.
            Thread.currentThread().interrupt();
            return;
        }
        versions(entry.versions().values());
    }

    private void drain() throws InterruptedException {
        run.stepRegardless("drain");
        Version serving = entry.currentVersion()
                .flatMap(v -> context.registry().version(v.sha256()))
                .orElse(null);
        Slot slot = serving == null ? null : serving.slot();
        if (serving == null || slot == null) {
            run.skipped("drain", "nothing was serving");
            return;
        }
        serving.is(State.DRAINING, context.time());
        context.engineChanged(entry.id());
        slot.close();
        run.done("drain", new Drain(context).await(slot).inWords());
    }

    void versions(Collection<Installed> gone) {
        run.stepRegardless("retire");
        for (Installed each : gone) {
            run.note(new Change.Forgotten(entry.id(), each.sha256()));
            context.registry().version(each.sha256()).ifPresent(shelf::away);
            context.host().uninstall(each.sha256());
        }
        run.done("retire", gone.size() == 1 ? "its bundle is uninstalled" : gone.size() + " versions are uninstalled");
        run.end(Operation.State.DONE, null);
        shelf.prune();
        context.engineChanged(entry.id());
    }
}
