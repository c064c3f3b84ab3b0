package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerExecution.Backend;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeveralBackendsTest {
    private final ScriptedBackend chats = new ScriptedBackend("chats");
    private final ScriptedBackend agents = new ScriptedBackend("agents");
    private final WorkerRuntime runtime = new LocalRuntimes().open(RuntimeOptions.memory());

    @BeforeEach
    void attach() {
        chats.serves = false;
        runtime.attach(chats);
        runtime.attach(agents);
    }

    private WorkerRef worker() {
        return runtime.createWorker(CreateWorkerRequest.of(PLAIN.intent(), ProfileSelector.builtin("agent")))
                .workerRef();
    }

    private Backend line(WorkerRef worker) {
        return runtime.workerDetail(worker).execution().backend();
    }

    @Test
    void eachRunsWhatItServesAndIsAskedForNothingElse() {
        WorkerRef agent = worker();
        chats.serves = true;
        WorkerRef chat = worker(); // both would; the first one does

        runtime.sendInput(agent, WorkerInput.user("to the agent"));
        runtime.stopWorker(chat, null);

        assertThat(agents.asked).containsExactly("spawn worker-00000001", "input to the agent");
        assertThat(chats.asked).containsExactly("spawn worker-00000002", "stop worker-00000002");
        assertThat(runtime.workerDetail(agent).execution().bindingBackendId()).isEqualTo("agents");
    }

    @Test
    void whenOneGoesTheWorkersOfTheOtherRunOnAndItsOwnWaitForIt() {
        WorkerRef agent = worker();
        chats.serves = true;
        WorkerRef chat = worker();

        runtime.detach(agents);

        assertThat(line(agent)).isEqualTo(Backend.STALE);
        assertThat(line(chat)).isEqualTo(Backend.CONNECTED);
        assertThat(refusal(() -> runtime.sendInput(agent, WorkerInput.user("x"))))
                .isEqualTo(RuntimeError.WORKER_EXECUTION_UNAVAILABLE);

        agents.onRestore = handle -> new Spawned.Connected(handle, RunState.IDLE);
        runtime.attach(agents);

        assertThat(runtime.restoreWorkers()).isEqualTo(1);
        assertThat(line(agent)).isEqualTo(Backend.CONNECTED);
        assertThat(chats.asked).containsExactly("spawn worker-00000002");
    }

    @Test
    void oneOfTheSameIdTakesThePlaceOfTheOther() {
        WorkerRef agent = worker();
        ScriptedBackend newer = new ScriptedBackend("agents");
        newer.onRestore = handle -> new Spawned.Connected(handle, RunState.IDLE);

        runtime.attach(newer);

        assertThat(line(agent)).isEqualTo(Backend.STALE);
        assertThat(runtime.restoreWorkers()).isEqualTo(1);
        runtime.sendInput(agent, WorkerInput.user("go on"));
        assertThat(newer.asked).containsExactly("restore worker-00000001", "input go on");
    }
}
