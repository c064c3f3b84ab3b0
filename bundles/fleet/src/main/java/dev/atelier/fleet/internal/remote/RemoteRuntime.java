package dev.atelier.fleet.internal.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.remote.Asker.Question;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Answers.State;
import dev.atelier.fleet.internal.shape.BoundedId;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.HostView;
import dev.atelier.fleet.internal.shape.Ids;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.RuntimeJson;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerRow;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runtime elsewhere. By whatever name it calls itself, it is the one of the configured id. */
public final class RemoteRuntime implements RuntimeClient {
    private static final String WORKERS = "/v1/workers";

    private final Place place;
    private final Road road;
    private final String hostId;
    private final Asker asker;
    private final RemoteBundles bundles;
    private final Portrait portrait;
    private final LastKnown<List<WorkerRow>> lists;
    private final Reading<List<WorkerRow>> rows = new Reread<>(Reading.of(RemoteJson::workers));
    private final Shelf shelf;

    /** One that listens on a port of its own. */
    public RemoteRuntime(Remote remote, Calls calls, Supplier<Duration> limit, InstantSource clock, Runnable changed) {
        this(Place.of(remote), new HttpRoad(remote, calls), limit, clock, changed);
    }

    /** @param changed told when a call has shown that the runtime looks different now; does not block */
    public RemoteRuntime(Place place, Road road, Supplier<Duration> limit, InstantSource clock, Runnable changed) {
        this.place = place;
        this.road = road;
        this.hostId = BoundedId.of("remote-", place.runtimeId());
        this.asker = new Asker(place, road, limit, clock, changed);
        this.bundles = new RemoteBundles(asker);
        this.portrait = new Portrait(place, hostId, asker, limit, clock);
        this.lists = new LastKnown<>(System::nanoTime, limit);
        this.shelf = new Shelf(
                row -> WorkerView.remote(place.runtimeId(), hostId, row),
                asker.troubles().unaddressable());
    }

    @Override
    public String runtimeId() {
        return place.runtimeId();
    }

    @Override
    public String hostId() {
        return hostId;
    }

    @Override
    public HostView host(long limit) {
        return portrait.host(limit);
    }

    @Override
    public CompletableFuture<RuntimeView> summary(long limit) {
        return portrait.summary(limit);
    }

    @Override
    public CompletableFuture<Listed<WorkerView>> workers(int limit) {
        return lists.ask(() -> asker.ask(Question.again(WORKERS, rows)).thenApply(this::counted))
                .thenApply(answer -> answer.outcome().fold(rows -> listed(rows, limit, answer.stale()), Listed::none));
    }

    private Outcome<List<WorkerRow>> counted(Outcome<List<WorkerRow>> outcome) {
        if (outcome instanceof Outcome.Got<List<WorkerRow>> got) {
            asker.learn(known -> known.counted(got.value().size()));
        }
        return outcome;
    }

    private Listed<WorkerView> listed(List<WorkerRow> all, int limit, boolean stale) {
        Listed<WorkerView> listed = shelf.of(all, limit);
        if (!stale) {
            return listed;
        }
        List<Diagnostic> diagnostics = new ArrayList<>(List.of(asker.troubles().stale()));
        diagnostics.addAll(listed.diagnostics());
        return new Listed<>(listed.items(), diagnostics);
    }

    private WorkerView view(WorkerRow row) {
        return WorkerView.remote(runtimeId(), hostId, row);
    }

    @Override
    public OptionalInt knownWorkers() {
        Integer known = asker.contact().workers();
        return known == null ? OptionalInt.empty() : OptionalInt.of(known);
    }

    /** How many Workers it has, asked now, however it went before; empty when it does not say. */
    public CompletableFuture<OptionalInt> countWorkers(Duration within) {
        return asker.insist(Question.again(WORKERS, rows), within)
                .thenApply(this::counted)
                .thenApply(outcome -> outcome.fold(rows -> OptionalInt.of(rows.size()), why -> OptionalInt.empty()));
    }

    @Override
    public CompletableFuture<Lookup> worker(String workerId) {
        return asker.ask(Question.get(WORKERS + "/" + workerId, json -> named(workerId, RemoteJson.worker(json))))
                .thenApply(outcome -> outcome.fold(
                        row -> new Lookup(view(row), List.of()),
                        why -> new Lookup(null, why.code().equals(Asker.NO_WORKER) ? List.of() : List.of(why))));
    }

    private static WorkerRow named(String workerId, WorkerRow row) throws BadShape {
        if (!row.workerId().equals(workerId)) {
            throw new BadShape("this is another Worker");
        }
        return row;
    }

    @Override
    public CompletableFuture<Answers.Spawned> spawn(SpawnOrder order) {
        if (order.socketReady()) {
            return CompletableFuture.completedFuture(Answers.Spawned.rejected(List.of(Diagnostic.warning(
                    "remote_runtime_no_socket_ready_acceptance", "No Worker of a remote runtime hands out a socket"))));
        }
        return asker.ask(Question.post(WORKERS, RemoteJson.creation(order.request()), json -> {
                    WorkerRow row = RemoteJson.worker(json);
                    if (!Ids.addressable(row.workerId())) {
                        throw new BadShape("its id cannot be used");
                    }
                    return row;
                }))
                .thenApply(outcome -> outcome.fold(this::spawned, why -> Answers.Spawned.rejected(List.of(why))));
    }

    private Answers.Spawned spawned(WorkerRow row) {
        ExecutionResult last = row.execution() == null ? null : row.execution().lastResult();
        if (last != null && last.operation() == ExecutionResult.Operation.SPAWN && !last.accepted()) {
            return Answers.Spawned.rejected(List.of(Diagnostic.warning(
                    "remote_runtime_http_rejected",
                    "Runtime '" + runtimeId() + "' made a Worker behind which nothing works")));
        }
        return new Answers.Spawned(
                State.ACCEPTED,
                view(row),
                List.of(new Answers.Evidence(
                        "remote_runtime_worker_created", "Runtime '" + runtimeId() + "' has made the Worker.")),
                List.of(Portrait.proxied()));
    }

    @Override
    public CompletableFuture<Answers.Bundled> storeBundle(ConfigBundle bundle) {
        return bundles.store(bundle);
    }

    @Override
    public CompletableFuture<Answers.Bundled> checkBundle(ConfigBundleRef reference) {
        return bundles.check(reference);
    }

    @Override
    public CompletableFuture<Answers.Bundles> bundles() {
        return bundles.list();
    }

    @Override
    public CompletableFuture<Answers.Told> input(String workerId, WorkerInput input) {
        return asker.ask(Question.post(
                        WORKERS + "/" + workerId + "/input",
                        RuntimeJson.input(input).toString(),
                        RemoteJson::inputAck))
                .thenApply(told(workerId, ack -> List.of()));
    }

    @Override
    public CompletableFuture<Answers.Told> end(String workerId, String verb, @Nullable String reason) {
        ObjectNode body = Json.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        return asker.ask(
                        Question.post(WORKERS + "/" + workerId + "/" + verb, body.toString(), RemoteJson::lifecycleAck))
                .thenApply(told(
                        workerId,
                        ack -> List.of(Diagnostic.info(
                                "remote_runtime_lifecycle_accepted",
                                "The Worker is " + ack.status().wire() + "."))));
    }

    private Function<Outcome<RemoteJson.Ack>, Answers.Told> told(
            String workerId, Function<RemoteJson.Ack, List<Diagnostic>> notes) {
        return outcome -> outcome.fold(
                ack -> new Answers.Told(
                        State.ACCEPTED, runtimeId(), workerId, ack.sequence(), ack.eventId(), notes.apply(ack)),
                why -> Answers.Told.refused(State.REJECTED, runtimeId(), workerId, why));
    }

    @Override
    public CompletableFuture<Answers.Page> transcript(String workerId, long start, long limit) {
        WorkerRef worker = new WorkerRef(runtimeId(), workerId);
        String path = WORKERS + "/" + workerId + "/transcript?start=" + start + "&limit=" + limit;
        return asker.ask(Question.get(path, json -> RemoteJson.transcript(json, worker)))
                .thenApply(outcome -> outcome.fold(
                        page -> new Answers.Page(
                                State.ACCEPTED,
                                runtimeId(),
                                workerId,
                                page.start(),
                                page.limit(),
                                page.total(),
                                page.next(),
                                page.items(),
                                List.of()),
                        why -> Answers.Page.refused(runtimeId(), workerId, start, limit, why)));
    }

    @Override
    public Optional<Feed> feed(String workerId) {
        return Optional.of(road.feed(workerId));
    }

    /** Known to be out of reach, without asking. */
    public void lost() {
        asker.learn(Contact::missed);
    }

    /** Whether it was reached when it was last asked. */
    public boolean reached() {
        return asker.contact().reached();
    }

    public boolean spawns() {
        return asker.contact().spawns();
    }

    public String status() {
        return asker.contact().status();
    }

    Asker asker() {
        return asker;
    }

    @Override
    public String toString() {
        return "RemoteRuntime[" + place.runtimeId() + "]";
    }
}
