package dev.atelier.engine.agent.runtime;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionContext;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;

/** Stands where agents will be run: who wants one now is told so, and gets no Worker that nobody would ever run. */
public final class NotYet implements ExecutionBackend {
    /** Not that of what will run them: Workers of before are left to it. */
    private static final String ID = AgentBackend.ID + "-later";

    private static final AgentProfile ANY = new AgentProfile("", null);

    @Override
    public String backendId() {
        return ID;
    }

    @Override
    public boolean serves(CreateWorkerRequest request) {
        return AgentProfile.of(request.profile(), ANY).isPresent();
    }

    @Override
    public Spawned spawnWorker(WorkerRef worker, CreateWorkerRequest request, ExecutionContext context) {
        return new Spawned.Refused(ExecutionResult.rejected(
                Operation.SPAWN, "agents are not run here yet: this worker does not know its studio; try again"));
    }

    @Override
    public ExecutionResult dispatchInput(ExecutionHandle handle, WorkerInput input) {
        return ExecutionResult.rejected(Operation.INPUT, "agents are not run here yet");
    }
}
