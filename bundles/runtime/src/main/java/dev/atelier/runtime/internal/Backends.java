package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs Workers here, each kind of Worker by the first that serves it. What breaks in one is an answer too. */
final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private final List<ExecutionBackend> attached = new CopyOnWriteArrayList<>();

    boolean any() {
        return !attached.isEmpty();
    }

    List<ExecutionBackend> all() {
        return attached;
    }

    void add(ExecutionBackend backend) {
        if (Texts.isBlank(backend.backendId())) {
            throw new RuntimeRefusal(RuntimeError.INVALID_REQUEST, "the id of the execution backend is blank");
        }
        if (!attached.contains(backend)) {
            attached.add(backend);
        }
    }

    /** @return whether it was there */
    boolean remove(ExecutionBackend backend) {
        return attached.remove(backend);
    }

    /** Others of its id: they would run the same Workers. */
    List<ExecutionBackend> rivals(ExecutionBackend backend) {
        return attached.stream()
                .filter(each -> each != backend && each.backendId().equals(backend.backendId()))
                .toList();
    }

    Optional<ExecutionBackend> serving(CreateWorkerRequest request) {
        return attached.stream().filter(each -> each.serves(request)).findFirst();
    }

    /** The one that runs this; empty when it has gone. */
    Optional<ExecutionBackend> of(ExecutionHandle handle) {
        return attached.stream()
                .filter(each -> each.backendId().equals(handle.backendId()))
                .findFirst();
    }

    static ExecutionResult asked(Operation operation, Supplier<ExecutionResult> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return broken(operation, e);
        }
    }

    static SpawnOutcome spawned(Operation operation, Supplier<Spawned> action) {
        try {
            Spawned spawned = action.get();
            return spawned instanceof Spawned.Connected connected
                    ? new SpawnOutcome(
                            Optional.of(connected), ExecutionResult.accepted(operation, connected.runState()))
                    : new SpawnOutcome(Optional.empty(), ((Spawned.Refused) spawned).result());
        } catch (RuntimeException e) {
            return new SpawnOutcome(Optional.empty(), broken(operation, e));
        }
    }

    private static ExecutionResult broken(Operation operation, RuntimeException problem) {
        LOG.atError().addKeyValue("operation", operation).setCause(problem).log("execution backend failed");
        return ExecutionResult.errored(operation, "the execution backend failed");
    }

    /** How a beginning went, in one form. */
    record SpawnOutcome(Optional<Spawned.Connected> connected, ExecutionResult result) {
        Spawned.Connected orElseThrow(Function<ExecutionResult, RuntimeRefusal> refusal) {
            return connected.orElseThrow(() -> refusal.apply(result));
        }

        void ifConnected(Consumer<Spawned.Connected> action) {
            connected.ifPresent(action);
        }
    }
}
