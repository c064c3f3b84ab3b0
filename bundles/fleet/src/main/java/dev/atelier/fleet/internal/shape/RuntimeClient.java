package dev.atelier.fleet.internal.shape;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.WorkerInput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A runtime, wherever it is. Nothing here blocks, and no future fails: what goes wrong is told by diagnostics. Ids have
 * been checked by whoever asks.
 */
public interface RuntimeClient {
    String runtimeId();

    String hostId();

    /** Now, without asking anybody. */
    HostView host(long limit);

    CompletableFuture<RuntimeView> summary(long limit);

    CompletableFuture<Listed<WorkerView>> workers(int limit);

    /** How many Workers there were last; empty when nobody knows. */
    OptionalInt knownWorkers();

    CompletableFuture<Lookup> worker(String workerId);

    CompletableFuture<Answers.Spawned> spawn(SpawnOrder order);

    CompletableFuture<Answers.Bundled> storeBundle(ConfigBundle bundle);

    CompletableFuture<Answers.Bundled> checkBundle(ConfigBundleRef reference);

    CompletableFuture<Answers.Bundles> bundles();

    CompletableFuture<Answers.Told> input(String workerId, WorkerInput input);

    /** @param verb {@code stop} or {@code cancel} */
    CompletableFuture<Answers.Told> end(String workerId, String verb, @Nullable String reason);

    CompletableFuture<Answers.Page> transcript(String workerId, long start, long limit);

    /** Where a Worker can be observed; empty when it is known not to be there. */
    Optional<Feed> feed(String workerId);

    /** A Worker that was looked up; null when it is not there, or could not be asked for. */
    record Lookup(@Nullable WorkerView worker, List<Diagnostic> diagnostics) {
        public Lookup {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
