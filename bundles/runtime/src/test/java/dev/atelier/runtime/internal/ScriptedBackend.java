package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionContext;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does what it is told, and remembers what it was asked. */
final class ScriptedBackend implements ExecutionBackend {
    final List<String> asked = new ArrayList<>();
    final Map<WorkerRef, ExecutionContext> contexts = new HashMap<>();
    private final String id;

    Function<ExecutionHandle, Spawned> onSpawn = handle -> new Spawned.Connected(handle, RunState.IDLE);
    Function<ExecutionHandle, Spawned> onRestore =
            handle -> new Spawned.Refused(ExecutionResult.unsupported(Operation.RESTORE));
    Function<WorkerInput, ExecutionResult> onInput = input -> ExecutionResult.accepted(Operation.INPUT, RunState.BUSY);
    ExecutionResult stop = ExecutionResult.accepted(Operation.STOP, RunState.STOPPED);
    ExecutionResult cancel = ExecutionResult.accepted(Operation.CANCEL, RunState.STOPPED);
    boolean serves = true;

    @Nullable
    ObjectNode snapshot;

    ScriptedBackend(String id) {
        this.id = id;
    }

    ExecutionContext of(WorkerRef worker) {
        ExecutionContext context = contexts.get(worker);
        if (context == null) {
            throw new AssertionError("not spawned: " + worker);
        }
        return context;
    }

    @Override
    public String backendId() {
        return id;
    }

    @Override
    public boolean serves(CreateWorkerRequest request) {
        return serves;
    }

    @Override
    public Spawned spawnWorker(WorkerRef worker, CreateWorkerRequest request, ExecutionContext context) {
        asked.add("spawn " + worker.workerId());
        contexts.put(worker, context);
        return onSpawn.apply(new ExecutionHandle(worker, id));
    }

    @Override
    public Spawned restoreWorker(
            WorkerRef worker, CreateWorkerRequest request, String bindingBackendId, ExecutionContext context) {
        asked.add("restore " + worker.workerId());
        contexts.put(worker, context);
        return onRestore.apply(new ExecutionHandle(worker, id));
    }

    @Override
    public ExecutionResult dispatchInput(ExecutionHandle handle, WorkerInput input) {
        asked.add("input " + input.content());
        return onInput.apply(input);
    }

    @Override
    public ExecutionResult stopWorker(ExecutionHandle handle) {
        asked.add("stop " + handle.worker().workerId());
        return stop;
    }

    @Override
    public ExecutionResult cancelWorker(ExecutionHandle handle) {
        asked.add("cancel " + handle.worker().workerId());
        return cancel;
    }

    @Override
    public Optional<ObjectNode> snapshot(ExecutionHandle handle) {
        return Optional.ofNullable(snapshot);
    }
}
