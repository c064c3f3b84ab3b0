package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.BoundedId;
import dev.atelier.fleet.internal.shape.Capabilities;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.HostView;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerRow;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A runtime without anything behind it. */
final class FakeClient implements RuntimeClient {
    final List<WorkerView> workers = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    private final String id;

    @Nullable
    Diagnostic trouble;

    OptionalInt known = OptionalInt.empty();
    int listed;
    CompletableFuture<?> gate = CompletableFuture.completedFuture(null);

    FakeClient(String id) {
        this.id = id;
    }

    FakeClient with(String... workerIds) {
        for (String each : workerIds) {
            WorkerRow row = new WorkerRow(
                    each,
                    WorkerStatus.RUNNING,
                    new WorkerIntent.Role("coder", null),
                    ProfileSelector.runtimeDefault(),
                    null);
            workers.add(WorkerView.remote(id, hostId(), row));
        }
        return this;
    }

    @Override
    public String runtimeId() {
        return id;
    }

    @Override
    public String hostId() {
        return BoundedId.of("remote-", id);
    }

    @Override
    public HostView host(long limit) {
        return new HostView(id, hostId(), id, "kind", "reachable", Instant.EPOCH, null, capabilities(limit), List.of());
    }

    private static Capabilities capabilities(long limit) {
        return Capabilities.remote(true, true, limit);
    }

    @Override
    public CompletableFuture<RuntimeView> summary(long limit) {
        return CompletableFuture.completedFuture(new RuntimeView(
                id,
                id,
                RuntimeView.Kind.REMOTE,
                "running",
                List.of(hostId()),
                capabilities(limit),
                trouble == null ? List.of() : List.of(trouble)));
    }

    @Override
    public CompletableFuture<Listed<WorkerView>> workers(int limit) {
        listed++;
        return gate.thenApply(open ->
                trouble == null ? Listed.of(workers.stream().limit(limit).toList()) : Listed.none(trouble));
    }

    @Override
    public OptionalInt knownWorkers() {
        return known;
    }

    @Override
    public CompletableFuture<Lookup> worker(String workerId) {
        WorkerView found = workers.stream()
                .filter(each -> each.workerId().equals(workerId))
                .findFirst()
                .orElse(null);
        return CompletableFuture.completedFuture(
                trouble == null ? new Lookup(found, List.of()) : new Lookup(null, List.of(trouble)));
    }

    @Override
    public CompletableFuture<Answers.Spawned> spawn(SpawnOrder order) {
        return CompletableFuture.completedFuture(Answers.Spawned.rejected(List.of()));
    }

    @Override
    public CompletableFuture<Answers.Bundled> storeBundle(ConfigBundle bundle) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Answers.Bundled> checkBundle(ConfigBundleRef reference) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Answers.Bundles> bundles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Answers.Told> input(String workerId, WorkerInput input) {
        said.add(input.content());
        return CompletableFuture.completedFuture(
                new Answers.Told(Answers.State.ACCEPTED, id, workerId, 1L, 2L, List.of()));
    }

    @Override
    public CompletableFuture<Answers.Told> end(String workerId, String verb, @Nullable String reason) {
        said.add(verb);
        return CompletableFuture.completedFuture(
                new Answers.Told(Answers.State.ACCEPTED, id, workerId, null, 2L, List.of()));
    }

    @Override
    public CompletableFuture<Answers.Page> transcript(String workerId, long start, long limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Feed> feed(String workerId) {
        return Optional.empty();
    }
}
