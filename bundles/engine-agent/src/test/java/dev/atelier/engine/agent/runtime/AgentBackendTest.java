package dev.atelier.engine.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.runtime.RuntimeTerms.Workspace;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Outcome;
import dev.atelier.runtime.api.NamedReference;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are agents, in containers of a real engine; each agent is a script. */
@Tag("containers")
class AgentBackendTest {
    private static final String BEGIN = "read -r prompt; echo \"$prompt\" >> prompts.txt;"
            + " echo '{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"S1\",\"model\":\"m\"}';";
    private static final String GOOD = "; echo '{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
            + "\"result\":\"Done.\",\"session_id\":\"S1\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}'";
    private static final String ASK = "echo '{\"type\":\"control_request\",\"request_id\":\"R1\",\"request\":"
            + "{\"subtype\":\"can_use_tool\",\"tool_name\":\"AskUserQuestion\",\"tool_use_id\":\"t1\",\"input\":"
            + "{\"questions\":[{\"question\":\"Which?\",\"options\":[{\"label\":\"A\"},{\"label\":\"B\"}]}]}}}';"
            + " IFS= read -r answer; echo \"$answer\" > answer.json";
    private static final WorkerRef WORKER = new WorkerRef("rt", "worker-00000001");
    private static final ProfileSelector AGENT = ProfileSelector.builtin("agent");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static @Nullable Bench bench;

    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Told told = new Told();
    private @Nullable AgentBackend backend;

    AgentBackendTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** What observers of the Worker would see. */
    private static final class Told {
        private final List<ObjectNode> events = new ArrayList<>();

        synchronized void publish(ObjectNode event) {
            events.add(event);
            notifyAll();
        }

        /** Waits until the events from here on have one like this. @return where to wait from next */
        synchronized int await(int from, String text) throws InterruptedException {
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                for (int i = from; i < events.size(); i++) {
                    if (events.get(i).toString().contains(text)) {
                        return i + 1;
                    }
                }
                long left = (until - System.nanoTime()) / 1_000_000;
                assertThat(left).as(text + " among " + events).isPositive();
                wait(left);
            }
        }
    }

    @BeforeAll
    static void begin() throws Exception {
        bench = Bench.start();
    }

    @AfterAll
    static void end() throws IOException {
        bench().close();
    }

    private static Bench bench() {
        return Objects.requireNonNull(bench);
    }

    @AfterEach
    void stop() {
        if (backend != null) {
            backend.close();
        }
        threads.shutdownNow();
    }

    private AgentBackend backend(String script, Map<String, Workspace> workspaces) throws IOException {
        AgentHost host = bench().host(
                        folder, Bench.with(Bench.settings(), Map.of("claude_code", Bench.script(script))), threads);
        backend = new AgentBackend(
                host,
                new RuntimeTerms(new AgentProfile("claude_code", null), workspaces, null, 1),
                () -> false,
                PATIENCE);
        return backend;
    }

    private static CreateWorkerRequest request(ProfileSelector profile) {
        return CreateWorkerRequest.of(new WorkerIntent.Task("Mind the tests."), profile);
    }

    private ExecutionHandle spawned(AgentBackend made, CreateWorkerRequest request) {
        Spawned spawned = made.spawnWorker(WORKER, request, told::publish);
        assertThat(spawned).isInstanceOf(Spawned.Connected.class);
        return ((Spawned.Connected) spawned).handle();
    }

    private static ExecutionResult refusal(AgentBackend made, CreateWorkerRequest request) {
        Spawned spawned = made.spawnWorker(WORKER, request, event -> {});
        assertThat(spawned).isInstanceOf(Spawned.Refused.class);
        return ((Spawned.Refused) spawned).result();
    }

    private static void say(AgentBackend made, ExecutionHandle handle, String text) {
        assertThat(made.dispatchInput(handle, WorkerInput.user(text)).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void eachInputIsARunOnTheFilesOfTheOneBefore() throws Exception {
        AgentBackend made = backend(BEGIN + "echo line >> notes.txt; wc -l < notes.txt" + GOOD, Map.of());
        ExecutionHandle handle = spawned(made, request(AGENT));
        assertThat(made.dispatchInput(handle, WorkerInput.system("Be brief.")).outcome())
                .isEqualTo(Outcome.ACCEPTED);

        say(made, handle, "Write a note.");
        int at = told.await(0, "\"run_end\"");
        told.await(0, "\"input_tokens\":3");
        told.await(0, "+line");
        at = told.await(at, "\"idle\"");
        say(made, handle, "Another one.");
        told.await(told.await(at, "\"run_end\""), "\"idle\"");

        Path worktree;
        try (var all = Files.list(folder.resolve("worktrees"))) {
            worktree = all.findFirst().orElseThrow();
        }
        assertThat(worktree.resolve("notes.txt")).hasContent("line\nline");
        assertThat(Files.readAllLines(worktree.resolve("prompts.txt")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("Mind the tests.\\n\\nBe brief.\\n\\nWrite a note."),
                        second -> assertThat(second).contains("Another one.").doesNotContain("Write a note."));
        assertThat(made.works(worktree.getFileName().toString())).isTrue();
        assertThat(folder.resolve("state/tasks").resolve(worktree.getFileName()))
                .as("nobody reviews it, and no server says when that is over")
                .isDirectoryNotContaining("glob:**/state.json");
        bench().assertNoContainers();
    }

    @Test
    void whatIsSaidToAnAgentThatAskedIsTheAnswer() throws Exception {
        AgentBackend made = backend(BEGIN + ASK + GOOD, Map.of());
        ExecutionHandle handle = spawned(made, request(AGENT));
        say(made, handle, "Ask me.");
        int asked = told.await(0, "Which?\\n- A\\n- B");
        told.await(asked, "\"idle\"");
        assertThat(made.snapshot(handle)
                        .orElseThrow()
                        .path("data")
                        .path("status")
                        .asText())
                .isEqualTo("idle");

        say(made, handle, "B");

        told.await(asked, "\"run_end\"");
        try (var all = Files.walk(folder.resolve("worktrees"))) {
            Path answer =
                    all.filter(path -> path.endsWith("answer.json")).findFirst().orElseThrow();
            assertThat(answer).content().contains("\"Which?\":\"B\"");
        }
    }

    @Test
    void oneThatWorksIsBusyAndIsEndedByStopping() throws Exception {
        AgentBackend made = backend(BEGIN + "echo at-work; sleep 1000", Map.of());
        ExecutionHandle handle = spawned(made, request(AGENT));
        say(made, handle, "Go.");
        told.await(0, "at-work");
        ExecutionHandle other = ((Spawned.Connected)
                        made.spawnWorker(new WorkerRef("rt", "worker-00000002"), request(AGENT), event -> {}))
                .handle();

        assertThat(made.dispatchInput(handle, WorkerInput.user("And?")).outcome())
                .isEqualTo(Outcome.BUSY);
        assertThat(made.dispatchInput(other, WorkerInput.user("Me too.")).outcome())
                .isEqualTo(Outcome.BUSY);

        assertThat(made.stopWorker(handle).outcome()).isEqualTo(Outcome.ACCEPTED);
        told.await(0, "TASK_CANCELLED");
        bench().assertNoContainers();
        assertThat(made.dispatchInput(handle, WorkerInput.user("Still?")).outcome())
                .isEqualTo(Outcome.REJECTED);
        try (var kept = Files.list(folder.resolve("state/runtime"))) {
            assertThat(kept).as("nothing of the one that was ended").hasSize(1);
        }
    }

    @Test
    void anotherProcessGoesOnWhereOneHasLeft() throws Exception {
        String script = BEGIN + "echo \"$0 $*\" >> notes.txt" + GOOD;
        AgentBackend first = backend(script, Map.of());
        CreateWorkerRequest request = request(AGENT);
        say(first, spawned(first, request), "One.");
        int at = told.await(told.await(0, "\"run_end\""), "\"idle\"");
        first.close();

        AgentBackend second = backend(script, Map.of());
        Spawned restored = second.restoreWorker(WORKER, request, AgentBackend.ID, told::publish);
        say(second, ((Spawned.Connected) restored).handle(), "Two.");
        told.await(at, "+4 -0"); // a line of each run in each of two files

        assertThat(second.restoreWorker(new WorkerRef("rt", "worker-00000009"), request, AgentBackend.ID, event -> {}))
                .isInstanceOf(Spawned.Refused.class);
    }

    @Test
    void aWorkspaceIsARepositoryOfTheHostAndNeverAnyOther() throws Exception {
        Path repository = Bench.repository(folder);
        AgentBackend made =
                backend(BEGIN + "cat README.md" + GOOD, Map.of("demo", new Workspace(repository.toString(), "main")));
        CreateWorkerRequest request = request(AGENT);
        CreateWorkerRequest wanted = new CreateWorkerRequest(
                request.intent(),
                request.profile(),
                null,
                List.of(),
                List.of(new NamedReference("source", "demo")),
                List.of(),
                null);

        say(made, spawned(made, wanted), "Read.");
        told.await(0, "read me");
        told.await(0, "\"run_end\"");

        CreateWorkerRequest elsewhere = new CreateWorkerRequest(
                request.intent(),
                request.profile(),
                null,
                List.of(),
                List.of(new NamedReference("source", repository.toString())),
                List.of(),
                null);
        assertThat(refusal(made, elsewhere).message()).contains("agent.runtime.workspaces");
        assertThat(refusal(made, request(ProfileSelector.builtin("agent:nobody")))
                        .message())
                .contains("there is no agent nobody");
        assertThat(made.serves(request(ProfileSelector.builtin("chat")))).isFalse();
    }
}
