package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Answers.State;
import dev.atelier.fleet.internal.shape.BoundedId;
import dev.atelier.fleet.internal.shape.Capabilities;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Hint;
import dev.atelier.fleet.internal.shape.HostView;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerRow;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.RuntimeSummary;
import dev.atelier.runtime.api.TranscriptProjection;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerInteractionAck;
import dev.atelier.runtime.api.WorkerLifecycleAck;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerSummary;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The runtime inside this process, called directly; there also while the runtime itself is not. */
final class EmbeddedRuntime implements RuntimeClient {
    static final String ID = "embedded-worker-runtime";
    private static final String LABEL = "Embedded backend Runtime";

    private final Supplier<@Nullable WorkerRuntime> runtime;
    private final Executor threads;
    private final InstantSource clock;
    private final String hostId;

    EmbeddedRuntime(
            String workspaceId, Supplier<@Nullable WorkerRuntime> runtime, Executor threads, InstantSource clock) {
        this.runtime = runtime;
        this.threads = threads;
        this.clock = clock;
        this.hostId = BoundedId.of("embedded-", workspaceId);
    }

    /** Something the runtime does; it may take its time, so it is done on a borrowed thread. */
    private <T> CompletableFuture<T> ask(
            Function<? super WorkerRuntime, ? extends T> question, Function<? super Diagnostic, ? extends T> failed) {
        try {
            return CompletableFuture.supplyAsync(() -> answer(question, failed), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(failed.apply(EmbeddedErrors.unavailable()));
        }
    }

    private <T> T answer(
            Function<? super WorkerRuntime, ? extends T> question, Function<? super Diagnostic, ? extends T> failed) {
        WorkerRuntime present = runtime.get();
        if (present == null) {
            return failed.apply(EmbeddedErrors.unavailable());
        }
        try {
            return question.apply(present);
        } catch (RuntimeException e) {
            // Whatever it is, one runtime must not take the fleet's answer away.
            return failed.apply(EmbeddedErrors.of(e));
        }
    }

    boolean available() {
        return runtime.get() != null;
    }

    @Override
    public String runtimeId() {
        return ID;
    }

    @Override
    public String hostId() {
        return hostId;
    }

    @Override
    public HostView host(long limit) {
        Diagnostic boundary = Diagnostic.info("embedded_runtime_host_boundary", "This host is the backend itself.");
        WorkerRuntime present = runtime.get();
        boolean available = present != null;
        return new HostView(
                ID,
                hostId,
                LABEL,
                "embedded-worker-runtime-host",
                available ? "available" : "unavailable",
                clock.instant(),
                null,
                Capabilities.embedded(available, present != null && present.executes(), limit),
                List.of(boundary));
    }

    @Override
    public CompletableFuture<RuntimeView> summary(long limit) {
        return ask(
                present -> {
                    RuntimeSummary summary = present.summary();
                    String name = summary.displayName();
                    return new RuntimeView(
                            ID,
                            name == null ? LABEL : Hint.of(name),
                            RuntimeView.Kind.EMBEDDED,
                            summary.status().wire(),
                            limit == 0 ? List.of() : List.of(hostId),
                            Capabilities.embedded(true, present.executes(), limit),
                            List.of());
                },
                why -> new RuntimeView(
                        ID,
                        LABEL,
                        RuntimeView.Kind.EMBEDDED,
                        "unavailable",
                        List.of(),
                        Capabilities.embedded(false, false, limit),
                        List.of(why)));
    }

    @Override
    public CompletableFuture<Listed<WorkerView>> workers(int limit) {
        if (limit == 0) {
            return CompletableFuture.completedFuture(Listed.of(List.of()));
        }
        return ask(
                present -> Listed.of(present.listWorkers().stream()
                        .limit(limit)
                        .map(this::view)
                        .toList()),
                Listed::none);
    }

    private WorkerView view(WorkerDetail detail) {
        return view(detail.summary());
    }

    private WorkerView view(WorkerSummary worker) {
        WorkerExecution execution = worker.execution();
        boolean mereEntry = execution.backend() == WorkerExecution.Backend.UNCONNECTED
                && execution.bindingBackendId() == null
                && execution.lastResult() == null;
        WorkerRow row = new WorkerRow(
                worker.workerRef().workerId(),
                worker.status(),
                worker.intent(),
                worker.profile(),
                mereEntry ? null : execution);
        return WorkerView.embedded(ID, hostId, row);
    }

    @Override
    public OptionalInt knownWorkers() {
        return OptionalInt.empty();
    }

    @Override
    public CompletableFuture<Lookup> worker(String workerId) {
        return ask(
                present -> {
                    try {
                        return new Lookup(view(present.workerDetail(present.ref(workerId))), List.of());
                    } catch (RuntimeRefusal e) {
                        if (e.error() == RuntimeError.WORKER_NOT_FOUND) {
                            return new Lookup(null, List.of());
                        }
                        throw e;
                    }
                },
                why -> new Lookup(null, List.of(why)));
    }

    @Override
    public CompletableFuture<Answers.Spawned> spawn(SpawnOrder order) {
        if (order.socketReady()) {
            return CompletableFuture.completedFuture(Answers.Spawned.rejected(List.of(Diagnostic.warning(
                    "embedded_runtime_no_socket", "No Worker of the embedded runtime hands out a socket."))));
        }
        List<Diagnostic> notes = new ArrayList<>();
        if (order.named()) {
            notes.add(Diagnostic.info("embedded_worker_name_ignored", "Workers are named by their runtime."));
        }
        if (order.segments() > 0) {
            notes.add(Diagnostic.info(
                    "embedded_runtime_acceptance_projection",
                    "That the Worker was made is all that is accepted at this point."));
        }
        return ask(
                present -> new Answers.Spawned(
                        State.ACCEPTED,
                        view(present.createWorker(order.request())),
                        List.of(
                                new Answers.Evidence(
                                        "embedded_runtime_worker_created", "The embedded runtime has made the Worker."),
                                new Answers.Evidence(
                                        "embedded_runtime_backend_internal_projection",
                                        "The Worker is reached through the backend only.")),
                        notes),
                why -> {
                    List<Diagnostic> all = new ArrayList<>(notes);
                    all.add(why);
                    return Answers.Spawned.rejected(all);
                });
    }

    @Override
    public CompletableFuture<Answers.Bundled> storeBundle(ConfigBundle bundle) {
        return ask(present -> Answers.Bundled.accepted(present.storeConfigBundle(bundle)), Answers.Bundled::rejected);
    }

    @Override
    public CompletableFuture<Answers.Bundled> checkBundle(ConfigBundleRef reference) {
        return ask(
                present -> Answers.Bundled.accepted(present.checkConfigBundle(reference)), Answers.Bundled::rejected);
    }

    @Override
    public CompletableFuture<Answers.Bundles> bundles() {
        return ask(
                present -> new Answers.Bundles(present.listConfigBundles(), List.of()),
                why -> new Answers.Bundles(List.of(), List.of(why)));
    }

    @Override
    public CompletableFuture<Answers.Told> input(String workerId, WorkerInput input) {
        return ask(
                present -> {
                    WorkerInteractionAck ack = present.sendInput(present.ref(workerId), input);
                    return new Answers.Told(
                            State.ACCEPTED, ID, workerId, ack.transcriptSequence(), ack.eventId(), List.of());
                },
                why -> Answers.Told.refused(State.REJECTED, ID, workerId, why));
    }

    /** A mere entry of the catalogue has nothing that could be stopped. */
    @Override
    public CompletableFuture<Answers.Told> end(String workerId, String verb, @Nullable String reason) {
        return ask(
                present -> {
                    WorkerExecution execution =
                            present.workerDetail(present.ref(workerId)).execution();
                    if (execution.backend() != WorkerExecution.Backend.CONNECTED) {
                        return Answers.Told.refused(
                                State.REJECTED,
                                ID,
                                workerId,
                                Diagnostic.info(
                                        "embedded_worker_execution_unavailable", "Nothing works behind this Worker."));
                    }
                    WorkerLifecycleAck ack = verb.equals("stop")
                            ? present.stopWorker(present.ref(workerId), reason)
                            : present.cancelWorker(present.ref(workerId), reason);
                    return new Answers.Told(State.ACCEPTED, ID, workerId, null, ack.eventId(), List.of());
                },
                why -> Answers.Told.refused(State.REJECTED, ID, workerId, why));
    }

    @Override
    public CompletableFuture<Answers.Page> transcript(String workerId, long start, long limit) {
        return ask(
                present -> {
                    TranscriptProjection page = present.transcript(present.ref(workerId), start, limit);
                    return new Answers.Page(
                            State.ACCEPTED,
                            ID,
                            workerId,
                            page.start(),
                            page.limit(),
                            page.totalItems(),
                            page.nextStart(),
                            page.items(),
                            List.of());
                },
                why -> Answers.Page.refused(ID, workerId, start, limit, why));
    }

    @Override
    public Optional<Feed> feed(String workerId) {
        WorkerRuntime present = runtime.get();
        if (present == null) {
            return Optional.empty();
        }
        try {
            present.workerDetail(present.ref(workerId));
            return Optional.of(new EmbeddedFeed(present, workerId, threads));
        } catch (RuntimeException e) {
            EmbeddedErrors.of(e);
            return Optional.empty();
        }
    }
}
