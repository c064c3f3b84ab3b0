package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.HostView;
import dev.atelier.fleet.internal.shape.Ids;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.Refusal;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.WorkerInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runtimes of this studio, in the order they came, and what can be asked of them by id. Runs no Worker itself. A
 * {@link Refusal} is thrown for an address that leads nowhere, and is how a future fails whose Worker could not be looked
 * up; all else is an outcome.
 */
final class Registry {
    private static final int HOSTS_SCANNED = 256;

    private final Runnable changed;
    private volatile List<RuntimeClient> runtimes = List.of();

    Registry() {
        this(() -> {});
    }

    /** @param changed told whenever a list may look different now; does not block */
    Registry(Runnable changed) {
        this.changed = changed;
    }

    /** Takes the place of one with the same id. */
    void register(RuntimeClient runtime) {
        place(runtime);
        changed.run();
    }

    private synchronized void place(RuntimeClient runtime) {
        List<RuntimeClient> next = new ArrayList<>(runtimes);
        for (int i = 0; i < next.size(); i++) {
            if (next.get(i).runtimeId().equals(runtime.runtimeId())) {
                next.set(i, runtime);
                runtimes = List.copyOf(next);
                return;
            }
        }
        next.add(runtime);
        runtimes = List.copyOf(next);
    }

    void unregister(String runtimeId) {
        synchronized (this) {
            runtimes = runtimes.stream()
                    .filter(each -> !each.runtimeId().equals(runtimeId))
                    .toList();
        }
        changed.run();
    }

    private <T> CompletableFuture<T> telling(CompletableFuture<T> change) {
        return change.whenComplete((done, problem) -> changed.run());
    }

    List<RuntimeClient> all() {
        return runtimes;
    }

    Optional<RuntimeClient> find(String runtimeId) {
        return runtimes.stream()
                .filter(each -> each.runtimeId().equals(runtimeId))
                .findFirst();
    }

    CompletableFuture<Listed<RuntimeView>> listRuntimes(int limit) {
        List<CompletableFuture<RuntimeView>> asked =
                runtimes.stream().limit(limit).map(each -> each.summary(limit)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(nothing -> {
            List<RuntimeView> views =
                    asked.stream().map(CompletableFuture::join).toList();
            List<Diagnostic> notes =
                    views.stream().flatMap(view -> view.diagnostics().stream()).toList();
            return new Listed<>(views, Walk.bounded(notes));
        });
    }

    Listed<HostView> listHosts(int limit) {
        return Listed.of(
                runtimes.stream().limit(limit).map(each -> each.host(limit)).toList());
    }

    CompletableFuture<Listed<WorkerView>> listWorkers(int limit) {
        return new Walk(runtimes, limit).begin();
    }

    CompletableFuture<Listed<WorkerView>> listWorkersOfHost(String hostId, int limit) {
        Ids.checked("host id", hostId);
        List<RuntimeClient> there = runtimes.stream()
                .limit(HOSTS_SCANNED)
                .filter(each -> each.hostId().equals(hostId))
                .toList();
        if (there.isEmpty()) {
            throw Refusal.Unknown.host(hostId);
        }
        return new Walk(there, limit).begin();
    }

    /** @throws Refusal when there is none of that id */
    RuntimeClient runtime(String runtimeId) {
        Ids.checked("runtime id", runtimeId);
        return find(runtimeId).orElseThrow(() -> Refusal.Unknown.runtime(runtimeId));
    }

    /** Fails with a {@link Refusal} when it is not there, or nobody can tell. */
    CompletableFuture<WorkerView> worker(String runtimeId, String workerId) {
        return look(runtimeId, workerId, (runtime, worker) -> CompletableFuture.completedFuture(worker));
    }

    CompletableFuture<Answers.Spawned> spawn(String runtimeId, SpawnOrder order) {
        return telling(runtime(runtimeId).spawn(order));
    }

    CompletableFuture<Answers.Bundled> storeBundle(String runtimeId, ConfigBundle bundle) {
        return telling(runtime(runtimeId).storeBundle(bundle));
    }

    CompletableFuture<Answers.Bundled> checkBundle(String runtimeId, ConfigBundleRef reference) {
        return runtime(runtimeId).checkBundle(reference);
    }

    CompletableFuture<Answers.Bundles> bundles(String runtimeId) {
        return runtime(runtimeId).bundles();
    }

    CompletableFuture<Answers.Told> input(String runtimeId, String workerId, WorkerInput input) {
        return telling(look(runtimeId, workerId, (runtime, worker) -> runtime.input(workerId, input)));
    }

    CompletableFuture<Answers.Told> end(String runtimeId, String workerId, String verb, @Nullable String reason) {
        return telling(look(runtimeId, workerId, (runtime, worker) -> runtime.end(workerId, verb, reason)));
    }

    CompletableFuture<Answers.Page> transcript(String runtimeId, String workerId, long start, long limit) {
        return look(runtimeId, workerId, (runtime, worker) -> runtime.transcript(workerId, start, limit));
    }

    /** @throws Refusal when the Worker is known not to be there */
    Feed feed(String runtimeId, String workerId) {
        Ids.checked("runtime id", runtimeId);
        Ids.checked("worker id", workerId);
        return runtime(runtimeId).feed(workerId).orElseThrow(() -> Refusal.Unknown.worker(runtimeId, workerId));
    }

    /** What is done with a Worker once it has been found. */
    private interface Then<T> {
        CompletableFuture<T> with(RuntimeClient runtime, WorkerView worker);
    }

    private <T> CompletableFuture<T> look(String runtimeId, String workerId, Then<T> then) {
        Ids.checked("runtime id", runtimeId);
        Ids.checked("worker id", workerId);
        RuntimeClient runtime = runtime(runtimeId);
        Function<RuntimeClient.Lookup, CompletableFuture<T>> found = lookup -> {
            WorkerView worker = lookup.worker();
            return worker == null
                    ? CompletableFuture.failedFuture(missing(runtimeId, workerId, lookup.diagnostics()))
                    : then.with(runtime, worker);
        };
        return runtime.worker(workerId).thenCompose(found);
    }

    private static Refusal missing(String runtimeId, String workerId, List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .filter(Registry::failed)
                .findFirst()
                .<Refusal>map(why -> new Refusal.Failed(runtimeId, why))
                .orElseGet(() -> Refusal.Unknown.worker(runtimeId, workerId));
    }

    private static boolean failed(Diagnostic why) {
        return why.severity() == Diagnostic.Severity.ERROR
                || why.code().equals("remote_runtime_unsupported")
                || why.code().equals("remote_runtime_http_rejected");
    }
}
