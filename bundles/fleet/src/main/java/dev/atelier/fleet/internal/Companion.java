package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.CapabilityRequest;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The Worker that keeps this workspace company. It is made when somebody first says something to it, found again after a
 * restart, and another one is made once it has ended. Said to one thing at a time.
 */
final class Companion {
    static final String ROLE = "workspace_companion";
    private static final int MOST_WORKERS = 10_000;

    private final RuntimeClient runtime;
    private final AtomicBoolean busy = new AtomicBoolean();

    Companion(RuntimeClient runtime) {
        this.runtime = runtime;
    }

    /** What became of what was said. */
    record Said(String state, Answers.@Nullable Told told, List<Diagnostic> diagnostics) {}

    /**
     * The Worker as it is now, or why nobody can tell.
     *
     * @param worker null when there is none yet
     */
    record Present(@Nullable WorkerView worker, List<Diagnostic> diagnostics) {}

    CompletableFuture<Present> look() {
        return runtime.workers(MOST_WORKERS).thenApply(Companion::among);
    }

    private static Present among(Listed<WorkerView> listed) {
        Optional<WorkerView> newest = listed.items().stream()
                .filter(worker -> worker.row().intent() instanceof WorkerIntent.Role role
                        && role.role().equals(ROLE))
                .filter(worker -> worker.row().status() == WorkerStatus.RUNNING)
                .reduce((earlier, later) -> later);
        return new Present(newest.orElse(null), listed.diagnostics());
    }

    CompletableFuture<Said> say(String content) {
        if (!busy.compareAndSet(false, true)) {
            Diagnostic why = Diagnostic.warning("companion_busy", "The companion is being spoken to.");
            return CompletableFuture.completedFuture(new Said("busy", null, List.of(why)));
        }
        return look().thenCompose(present -> {
                    WorkerView worker = present.worker();
                    if (worker != null) {
                        return tell(worker, content);
                    }
                    return failed(present.diagnostics())
                            ? CompletableFuture.completedFuture(new Said("error", null, present.diagnostics()))
                            : make().thenCompose(made -> tellNew(made, content));
                })
                .whenComplete((said, problem) -> busy.set(false));
    }

    private CompletableFuture<Said> tellNew(Answers.Spawned made, String content) {
        WorkerView worker = made.worker();
        return worker == null
                ? CompletableFuture.completedFuture(new Said("rejected", null, made.diagnostics()))
                : tell(worker, content);
    }

    private CompletableFuture<Said> tell(WorkerView worker, String content) {
        return runtime.input(worker.workerId(), WorkerInput.user(content))
                .thenApply(told -> new Said(
                        told.state() == Answers.State.ACCEPTED ? "accepted" : "rejected", told, told.diagnostics()));
    }

    private CompletableFuture<Answers.Spawned> make() {
        CreateWorkerRequest request = CreateWorkerRequest.of(
                        new WorkerIntent.Role(ROLE, "keeps the workspace company"), ProfileSelector.runtimeDefault())
                .withCapabilities(List.of(new CapabilityRequest("conversation", null)));
        return runtime.spawn(new SpawnOrder(request, false, 0, false));
    }

    static boolean failed(List<Diagnostic> diagnostics) {
        return diagnostics.stream().anyMatch(each -> each.severity() == Diagnostic.Severity.ERROR);
    }
}
