package dev.atelier.runtime.engines.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionContext;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerEvents;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Workers of one runtime that talk: each answer is a job of this worker, on the model its profile names. */
final class ChatBackend implements ExecutionBackend {
    static final String ID = "worker-engines";
    private static final int MOST_TOKENS = 2048;

    private final WorkerRuntime runtime;
    private final Profiles profiles;
    private final Jobs jobs;
    private final ModelHost host;
    private final Executor thread;
    private final Map<String, Chat> chats = new ConcurrentHashMap<>();

    ChatBackend(WorkerRuntime runtime, Profiles profiles, Jobs jobs, ModelHost host, Executor thread) {
        this.runtime = runtime;
        this.profiles = profiles;
        this.jobs = jobs;
        this.host = host;
        this.thread = thread;
    }

    @Override
    public String backendId() {
        return ID;
    }

    @Override
    public boolean serves(CreateWorkerRequest request) {
        return profiles.model(request.profile()).isPresent();
    }

    @Override
    public Spawned spawnWorker(WorkerRef worker, CreateWorkerRequest request, ExecutionContext context) {
        if (!serves(request)) {
            return new Spawned.Refused(ExecutionResult.rejected(Operation.SPAWN, "no model answers for this profile"));
        }
        return connected(worker, request, context);
    }

    /** Nothing is lost with a process: all that a conversation is stands in its transcript. */
    @Override
    public Spawned restoreWorker(
            WorkerRef worker, CreateWorkerRequest request, String bindingBackendId, ExecutionContext context) {
        return bindingBackendId.equals(ID)
                ? connected(worker, request, context)
                : new Spawned.Refused(ExecutionResult.unsupported(Operation.RESTORE));
    }

    private Spawned connected(WorkerRef worker, CreateWorkerRequest request, ExecutionContext context) {
        Chat chat = new Chat(worker, context, (talk, said, turn) -> answer(request, worker, said, turn), thread);
        chats.put(worker.workerId(), chat);
        return new Spawned.Connected(new ExecutionHandle(worker, ID), RunState.IDLE);
    }

    @Override
    public ExecutionResult dispatchInput(ExecutionHandle handle, WorkerInput input) {
        Chat chat = chats.get(handle.worker().workerId());
        return chat == null ? ExecutionResult.rejected(Operation.INPUT, "the conversation is over") : chat.said(input);
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
        Chat chat = chats.remove(handle.worker().workerId());
        if (chat != null) {
            chat.end();
        }
        return ExecutionResult.accepted(operation, RunState.STOPPED);
    }

    @Override
    public Optional<ObjectNode> snapshot(ExecutionHandle handle) {
        String id = handle.worker().workerId();
        Chat chat = chats.get(id);
        return chat == null
                ? Optional.empty()
                : Optional.of(WorkerEvents.snapshot(
                        new WorkerEvents.Greeting(id, ID, ID, "conversation with a model of this host"),
                        chat.answering(),
                        chat.live()));
    }

    /** Answers that are being made are given up. */
    void close() {
        chats.values().forEach(Chat::end);
        chats.clear();
    }

    private Job answer(CreateWorkerRequest request, WorkerRef worker, String said, Turn turn) throws JobRefused {
        ModelEntry model = profiles.model(request.profile())
                .orElseThrow(() -> new JobRefused(
                        JobRefused.Reason.NO_ENGINE, "no model answers for this profile now; see the models page"));
        History history = History.of(request.intent(), newest(worker), said);
        Task task = new Task.Llm(
                history.messages(),
                history.system(),
                MOST_TOKENS,
                Task.Llm.DEFAULT_TEMPERATURE,
                null,
                List.of(),
                null,
                null,
                null);
        boolean loaded = host.lane(model.id()).isPresent();
        String id = jobs.newId();
        turn.reads(jobs.follow(id, turn)); // before it begins, so that nothing is missed
        boolean begun = false;
        try {
            JobRecord.Source from = loaded ? JobRecord.Source.LANE : JobRecord.Source.LOCAL;
            Jobs.Request job = new Jobs.Request(id, model.id(), null, task, from, null);
            Job answer = loaded ? jobs.start(job) : jobs.enqueue(job);
            begun = true;
            return answer;
        } finally {
            if (!begun) {
                turn.close();
            }
        }
    }

    private List<TranscriptEntry> newest(WorkerRef worker) {
        try {
            long total = runtime.transcript(worker, 0, 0).totalItems();
            long most =
                    Math.min(History.MOST_ENTRIES, runtime.summary().limits().maxTranscriptProjectionItems());
            return runtime.transcript(worker, Math.max(0, total - most), most).items();
        } catch (RuntimeRefusal e) {
            if (e.error() == RuntimeError.WORKER_NOT_FOUND) {
                return List.of(); // it is being created, with something to answer at once
            }
            throw e;
        }
    }
}
