package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.event;
import static dev.atelier.runtime.internal.Workers.names;
import static dev.atelier.runtime.internal.Workers.refusal;
import static dev.atelier.runtime.internal.Workers.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeOptions.Execution;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerExecution.Backend;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutingTest {
    private final ScriptedBackend backend = new ScriptedBackend("scripted");
    private final WorkerRuntime runtime = attached(RuntimeOptions.memory().withRuntimeId("rt-1"));

    private final Path root;

    ExecutingTest(@TempDir Path root) {
        this.root = root;
    }

    private WorkerRuntime attached(RuntimeOptions options) {
        WorkerRuntime opened = new LocalRuntimes().open(options);
        opened.attach(backend);
        return opened;
    }

    private WorkerRef worker() {
        return runtime.createWorker(PLAIN).workerRef();
    }

    private WorkerExecution execution(WorkerRef worker) {
        return runtime.workerDetail(worker).execution();
    }

    private List<String> transcript(WorkerRef worker) {
        return runtime.transcript(worker, 0, 256).items().stream()
                .map(entry -> entry.role().wire() + ": " + entry.content())
                .toList();
    }

    private static ObjectNode said(String name, String member, String text) {
        ObjectNode event = event(name);
        event.putObject("data").put(member, text);
        return event;
    }

    @Test
    void connectsAWorkerToWhatRunsIt() {
        WorkerDetail worker = runtime.createWorker(PLAIN);

        assertThat(worker.execution())
                .isEqualTo(new WorkerExecution(
                        Backend.CONNECTED,
                        RunState.IDLE,
                        "scripted",
                        ExecutionResult.accepted(Operation.SPAWN, RunState.IDLE)));
        assertThat(worker.lastEventId()).isEqualTo(2);
        assertThat(backend.asked).containsExactly("spawn worker-00000001");
    }

    @Test
    void leavesNothingOfAWorkerThatIsNotSpawnedAndNeverGivesItsIdAgain() {
        backend.onSpawn = handle -> new Spawned.Refused(ExecutionResult.rejected(Operation.SPAWN, "no such model"));
        RuntimeRefusal refused = catchThrowableOfType(RuntimeRefusal.class, () -> runtime.createWorker(PLAIN));
        backend.onSpawn = handle -> {
            throw new IllegalStateException("broken");
        };
        RuntimeError broken = refusal(() -> runtime.createWorker(PLAIN));
        backend.onSpawn = handle -> new Spawned.Connected(handle, RunState.IDLE);

        assertThat(refused.error()).isEqualTo(RuntimeError.WORKER_EXECUTION_REJECTED);
        assertThat(refused.getMessage()).doesNotContain("no such model");
        assertThat(refused.result()).isEqualTo(ExecutionResult.rejected(Operation.SPAWN, "no such model"));
        assertThat(broken).isEqualTo(RuntimeError.WORKER_EXECUTION_REJECTED);
        assertThat(runtime.listWorkers()).isEmpty();
        assertThat(runtime.diagnostics()).isEmpty();
        assertThat(runtime.eventCursorNow().nextEventId()).isEqualTo(2);
        assertThat(worker().workerId()).isEqualTo("worker-00000003");
    }

    @Test
    void isSeenByNobodyBeforeItRunsAndTellsNothingBefore() {
        backend.onSpawn = handle -> {
            assertThat(runtime.listWorkers()).isEmpty();
            assertThat(refusal(() -> runtime.workerDetail(handle.worker()))).isEqualTo(RuntimeError.WORKER_NOT_FOUND);
            backend.of(handle.worker()).publish(said("text_done", "text", "here I am"));
            return new Spawned.Connected(handle, RunState.IDLE);
        };

        WorkerRef worker = worker();

        assertThat(transcript(worker)).containsExactly("assistant: here I am");
    }

    @Test
    void dispatchesTheInitialInputAndTakesTheWorkerBackWhenThatIsRefused() {
        WorkerDetail worker = runtime.createWorker(PLAIN.withInitialInput(WorkerInput.user("go")));
        assertThat(worker.transcriptLen()).isEqualTo(1);
        assertThat(worker.execution().runState()).isEqualTo(RunState.BUSY);
        assertThat(backend.asked).containsExactly("spawn worker-00000001", "input go");

        backend.onInput = input -> ExecutionResult.errored(Operation.INPUT, "broken");
        assertThat(refusal(() -> runtime.createWorker(PLAIN.withInitialInput(WorkerInput.user("go")))))
                .isEqualTo(RuntimeError.WORKER_EXECUTION_REJECTED);
        assertThat(runtime.listWorkers()).hasSize(1);
        assertThat(backend.asked).endsWith("stop worker-00000002");
    }

    @Test
    void writesAnInputDownOnlyWhenItWasAcceptedAndNeverQueuesIt() {
        WorkerRef worker = worker();
        runtime.sendInput(worker, WorkerInput.user("one"));
        backend.onInput = input -> ExecutionResult.busy(Operation.INPUT);

        RuntimeRefusal refused =
                catchThrowableOfType(RuntimeRefusal.class, () -> runtime.sendInput(worker, WorkerInput.user("two")));

        assertThat(refused.error()).isEqualTo(RuntimeError.WORKER_EXECUTION_REJECTED);
        assertThat(refused.result()).isEqualTo(ExecutionResult.busy(Operation.INPUT));
        assertThat(transcript(worker)).containsExactly("user: one");
        assertThat(execution(worker).lastResult()).isEqualTo(ExecutionResult.busy(Operation.INPUT));
    }

    @Test
    void putsNoAnswerBeforeItsQuestionHoweverQuickItIs() {
        WorkerRef worker = worker();
        Observation observation = runtime.observe(worker, null);
        backend.onInput = input -> {
            backend.of(worker).publish(said("text_delta", "text", "hi"));
            backend.of(worker).publish(said("text_done", "text", "hi"));
            return ExecutionResult.accepted(Operation.INPUT, RunState.BUSY);
        };

        runtime.sendInput(worker, WorkerInput.user("hello"));

        assertThat(transcript(worker)).containsExactly("user: hello", "assistant: hi");
        assertThat(names(taken(observation))).containsExactly("snapshot", "user_message", "text_delta", "text_done");
    }

    @Test
    void writesDownWhatIsSaidUnderTheLastEvent() {
        WorkerRef worker = worker();
        ObjectNode result = event("tool_result");
        result.putObject("data").put("id", "t1").put("summary", "gone").put("is_error", true);

        backend.of(worker).publish(said("text_done", "text", " \n"));
        backend.of(worker).publish(said("text_done", "text", "done"));
        backend.of(worker).publish(result);
        backend.of(worker).publish(said("error", "message", "out of tokens"));
        backend.of(worker).publish(said("brand_new", "x", "y"));

        assertThat(transcript(worker))
                .containsExactly(
                        "assistant: done", "system: tool result t1: error: gone", "system: error: out of tokens");
        assertThat(runtime.transcript(worker, 0, 9).items())
                .extracting(TranscriptEntry::eventId)
                .containsOnly(2L);
        assertThat(execution(worker).runState()).isEqualTo(RunState.ERRORED);
    }

    @Test
    void followsTheRunStateInEvents() {
        WorkerRef worker = worker();
        String[][] rows = {
            {"status", "status", "running", "busy"},
            {"status", "status", "idle", "idle"},
            {"status", "status", "paused", "busy"},
            {"run_end", "result", "finished", "idle"},
            {"run_end", "result", "paused", "busy"},
            {"run_end", "result", "rolled_back", "idle"},
            {"run_end", "result", "limit_reached", "errored"},
            {"text_delta", "text", "x", "errored"},
            {"snapshot", "status", "running", "busy"},
        };
        for (String[] row : rows) {
            backend.of(worker).publish(said(row[0], row[1], row[2]));
            assertThat(execution(worker).runState().wire()).isEqualTo(row[3]);
        }
    }

    @Test
    void asksTheBackendBeforeItStopsAndStaysRunningWhenThatIsRefused() {
        WorkerRef worker = worker();
        backend.stop = ExecutionResult.unsupported(Operation.STOP);

        assertThat(refusal(() -> runtime.stopWorker(worker, null))).isEqualTo(RuntimeError.WORKER_EXECUTION_REJECTED);
        assertThat(runtime.workerDetail(worker).status()).isEqualTo(WorkerStatus.RUNNING);
        assertThat(execution(worker).lastResult()).isEqualTo(ExecutionResult.unsupported(Operation.STOP));

        runtime.cancelWorker(worker, null);
        runtime.stopWorker(worker, null);
        assertThat(runtime.workerDetail(worker).status()).isEqualTo(WorkerStatus.CANCELLED);
        assertThat(execution(worker).runState()).isEqualTo(RunState.STOPPED);
        assertThat(backend.asked)
                .containsExactly("spawn worker-00000001", "stop worker-00000001", "cancel worker-00000001");
    }

    @Test
    void showsObserversWhatTheBackendShows() {
        WorkerRef worker = worker();
        backend.snapshot = said("snapshot", "status", "running");

        assertThat(taken(runtime.observe(worker, null)).get(0).toString()).contains("running");
    }

    @Test
    void keepsMereEntriesForWhatNobodyServes() {
        backend.serves = false;

        WorkerRef worker = worker();
        runtime.sendInput(worker, WorkerInput.user("hello"));

        assertThat(execution(worker)).isEqualTo(WorkerExecution.UNCONNECTED);
        assertThat(transcript(worker)).hasSize(2);
        assertThat(backend.asked).isEmpty();
    }

    @Test
    void asksNobodyWhereExecutionIsForbiddenAndRefusesWhereItIsRequired() {
        WorkerRuntime none = attached(RuntimeOptions.memory().withExecution(Execution.NONE));
        WorkerRuntime required =
                new LocalRuntimes().open(RuntimeOptions.memory().withExecution(Execution.REQUIRED));

        none.createWorker(PLAIN);

        assertThat(backend.asked).isEmpty();
        assertThat(required.summary().workerCreationAvailable()).isFalse();
        assertThat(refusal(() -> required.createWorker(PLAIN))).isEqualTo(RuntimeError.EXECUTION_BACKEND_UNAVAILABLE);
        assertThat(refusal(() -> required.attach(new ScriptedBackend(" ")))).isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void losesTheLineWhenTheBackendGoes() {
        WorkerRef worker = worker();

        runtime.detach(backend);

        assertThat(execution(worker).backend()).isEqualTo(Backend.STALE);
        assertThat(refusal(() -> runtime.sendInput(worker, WorkerInput.user("x"))))
                .isEqualTo(RuntimeError.WORKER_EXECUTION_UNAVAILABLE);
        backend.of(worker).publish(said("text_done", "text", "too late"));
        assertThat(transcript(worker)).isEmpty();
        assertThat(runtime.stopWorker(worker, null).status()).isEqualTo(WorkerStatus.STOPPED);
    }

    @Test
    void takesUpWorkersOfAnEarlierProcessAndOneThatFailsStopsNoOther() {
        RuntimeOptions options = RuntimeOptions.memory().withRuntimeId("rt-1").withStoreRoot(root);
        WorkerRef one;
        WorkerRef two;
        try (WorkerRuntime before = attached(options)) {
            one = before.createWorker(PLAIN.withInitialInput(WorkerInput.user("go")))
                    .workerRef();
            two = before.createWorker(PLAIN).workerRef();
        }
        backend.asked.clear();
        backend.onRestore = handle -> {
            if (handle.worker().equals(one)) {
                throw new IllegalStateException("broken");
            }
            return new Spawned.Connected(handle, RunState.IDLE);
        };
        try (WorkerRuntime again = attached(options)) {
            assertThat(again.workerDetail(one).execution().backend()).isEqualTo(Backend.STALE);
            assertThat(again.workerDetail(one).execution().runState()).isEqualTo(RunState.UNCONNECTED);
            assertThat(refusal(() -> again.sendInput(two, WorkerInput.user("x"))))
                    .isEqualTo(RuntimeError.WORKER_EXECUTION_UNAVAILABLE);

            assertThat(again.restoreWorkers()).isEqualTo(1);

            assertThat(backend.asked).containsExactly("restore worker-00000001", "restore worker-00000002");
            assertThat(again.workerDetail(one).execution().backend()).isEqualTo(Backend.STALE);
            assertThat(again.workerDetail(two).execution().backend()).isEqualTo(Backend.CONNECTED);
            assertThat(again.diagnostics())
                    .extracting(RuntimeDiagnostic::code)
                    .contains("worker_execution_mapping_stale", "worker_execution_restore_failed");
            assertThat(again.readEvents(again.eventCursorFromStart(), 256).events())
                    .extracting(RuntimeEvent::kind)
                    .last()
                    .isEqualTo(RuntimeEvent.Kind.WORKER_EXECUTION_RESTORED);
            again.sendInput(two, WorkerInput.user("on we go"));
            assertThat(backend.asked).endsWith("input on we go");
        }
    }

    @Test
    void stopsWhatRunsWhenTheRuntimeIsStopped() {
        worker();

        runtime.stopRuntime();

        assertThat(backend.asked).endsWith("stop worker-00000001");
    }
}
