package dev.atelier.engine.agent.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.agent.formats.api.AgentFormats;
import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentProgram;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.runtime.RuntimeTerms.Workspace;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionContext;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.NamedReference;
import dev.atelier.runtime.api.WorkerEvents;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.wire.agent.api.AgentTask.BaseRemote;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers of runtimes that are coding agents: each input is a run in a container, on the files of the one before. */
public final class AgentBackend implements ExecutionBackend, AutoCloseable {
    public static final String ID = "coding-agents";
    private static final Logger LOG = LoggerFactory.getLogger(AgentBackend.class);

    private final BooleanSupplier paused;
    private final Memory memory;
    private final Duration farewell;
    private final Map<WorkerRef, AgentWorker> workers = new ConcurrentHashMap<>();
    private final AgentWorker.Desk desk = new SharedDesk();
    private final Slots slots = new Slots();
    private volatile AgentHost host;
    private volatile RuntimeTerms terms;

    /**
     * @param paused whether this host takes no new work just now
     * @param farewell for runs to end when all of it does
     */
    public AgentBackend(AgentHost host, RuntimeTerms terms, BooleanSupplier paused, Duration farewell) {
        this.host = host;
        this.terms = terms;
        this.paused = paused;
        this.farewell = farewell;
        this.memory = new Memory(host.state().resolve("runtime"));
    }

    /** Runs that begin from now on find the host so. */
    public void under(AgentHost changed, RuntimeTerms changedTerms) {
        host = changed;
        terms = changedTerms;
    }

    /** Whether these are the files of a Worker that is there. */
    public boolean works(String taskId) {
        return workers.values().stream().anyMatch(each -> each.task().equals(taskId));
    }

    @Override
    public String backendId() {
        return ID;
    }

    @Override
    public boolean serves(CreateWorkerRequest request) {
        return AgentProfile.of(request.profile(), terms.usual()).isPresent();
    }

    @Override
    public Spawned spawnWorker(WorkerRef worker, CreateWorkerRequest request, ExecutionContext context) {
        Memory.Kept fresh = Memory.Kept.fresh();
        return beginning(Operation.SPAWN, () -> {
            SecretsFile.read(terms.secretsFile());
            host.engines().engine();
            AgentWorker.Order order = order(worker, request, fresh.task());
            memory.keep(worker, fresh);
            return connected(order, fresh, context);
        });
    }

    @Override
    public Spawned restoreWorker(
            WorkerRef worker, CreateWorkerRequest request, String bindingBackendId, ExecutionContext context) {
        return beginning(Operation.RESTORE, () -> {
            Optional<Memory.Kept> kept = memory.of(worker);
            if (kept.isEmpty()) {
                return refused(ExecutionResult.rejected(Operation.RESTORE, "nothing of it is here"));
            }
            return connected(order(worker, request, kept.get().task()), kept.get(), context);
        });
    }

    private interface Beginning {
        Spawned begin() throws AgentFailure, IOException, InterruptedException;
    }

    private static Spawned beginning(Operation operation, Beginning beginning) {
        try {
            return beginning.begin();
        } catch (AgentFailure e) {
            return refused(ExecutionResult.rejected(operation, String.valueOf(e.getMessage())));
        } catch (EngineException e) {
            return refused(ExecutionResult.errored(operation, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return refused(ExecutionResult.errored(operation, "the files of the Worker: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(ExecutionResult.errored(operation, "the worker stops"));
        }
    }

    /** Who asked is told that it is so, and not why: that is for the operator of this host. */
    private static Spawned refused(ExecutionResult why) {
        LOG.atWarn().addKeyValue("operation", why.operation().wire()).log("no agent as a Worker: {}", why.message());
        return new Spawned.Refused(why);
    }

    private Spawned connected(AgentWorker.Order order, Memory.Kept kept, ExecutionContext context) {
        workers.put(order.worker(), new AgentWorker(order, kept, context, desk));
        return new Spawned.Connected(new ExecutionHandle(order.worker(), ID), RunState.IDLE);
    }

    private AgentWorker.Order order(WorkerRef worker, CreateWorkerRequest request, String task)
            throws AgentFailure, IOException, InterruptedException {
        AgentProfile profile = AgentProfile.of(request.profile(), terms.usual())
                .orElseThrow(() -> new AgentFailure(ErrorCode.CONFIG_INVALID, "this profile is no agent's"));
        AgentProgram program = AgentPrograms.of(profile.type());
        if (program == null || !AgentFormats.types().contains(profile.type())) {
            throw new AgentFailure(
                    ErrorCode.CONFIG_INVALID,
                    "there is no agent " + profile.type() + "; there are " + String.join(", ", AgentPrograms.types()));
        }
        return new AgentWorker.Order(
                worker, program, profile.model(), purpose(request.intent()), remotes(request, task));
    }

    private List<BaseRemote> remotes(CreateWorkerRequest request, String task)
            throws AgentFailure, IOException, InterruptedException {
        List<BaseRemote> remotes = new ArrayList<>();
        for (NamedReference wanted : request.workspaceRefs()) {
            Workspace workspace = terms.workspaces().get(wanted.reference());
            if (workspace == null) {
                throw new AgentFailure(
                        ErrorCode.CONFIG_INVALID,
                        "this host has no workspace " + wanted.reference() + "; agent.runtime.workspaces names them");
            }
            remotes.add(new BaseRemote(workspace.url(), workspace.branch()));
        }
        if (remotes.isEmpty()) {
            remotes.add(new BaseRemote(host.worktrees().own(task).toString(), "main"));
        }
        return remotes;
    }

    private static String purpose(WorkerIntent intent) {
        if (intent instanceof WorkerIntent.Task task) {
            return task.objective();
        }
        if (intent instanceof WorkerIntent.Role role) {
            return "Your role: " + role.role() + (role.purpose() == null ? "" : ". " + role.purpose());
        }
        @Nullable String purpose = ((WorkerIntent.Assistant) intent).purpose();
        return purpose == null ? "" : purpose;
    }

    @Override
    public ExecutionResult dispatchInput(ExecutionHandle handle, WorkerInput input) {
        AgentWorker worker = workers.get(handle.worker());
        return worker == null ? ExecutionResult.rejected(Operation.INPUT, "the Worker has ended") : worker.said(input);
    }

    @Override
    public ExecutionResult stopWorker(ExecutionHandle handle) {
        return end(handle, Operation.STOP);
    }

    @Override
    public ExecutionResult cancelWorker(ExecutionHandle handle) {
        return end(handle, Operation.CANCEL);
    }

    private ExecutionResult end(ExecutionHandle handle, Operation operation) {
        AgentWorker worker = workers.remove(handle.worker());
        if (worker != null) {
            worker.end(new AgentFailure(ErrorCode.TASK_CANCELLED, "the Worker was ended"));
        }
        return ExecutionResult.accepted(operation, RunState.STOPPED);
    }

    @Override
    public Optional<ObjectNode> snapshot(ExecutionHandle handle) {
        return Optional.ofNullable(workers.get(handle.worker()))
                .map(worker -> WorkerEvents.snapshot(
                        new WorkerEvents.Greeting(
                                handle.worker().workerId(), ID, worker.agent(), "a coding agent in a container"),
                        worker.busy(),
                        worker.live()));
    }

    /** Asks what runs to end. The Workers may be taken up again where they stand. */
    public void leave() {
        workers.values().forEach(AgentWorker::leave);
        workers.clear();
    }

    /** Waits for it. */
    @Override
    public void close() {
        leave();
        try {
            if (!slots.awaitAll(farewell)) {
                LOG.warn("agents did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class SharedDesk implements AgentWorker.Desk {
        @Override
        public AgentHost host() {
            return host;
        }

        @Override
        public RuntimeTerms terms() {
            return terms;
        }

        @Override
        public Memory memory() {
            return memory;
        }

        @Override
        public boolean begin() {
            return !paused.getAsBoolean() && slots.take(terms.atOnce());
        }

        @Override
        public void ended() {
            slots.give();
        }
    }
}
