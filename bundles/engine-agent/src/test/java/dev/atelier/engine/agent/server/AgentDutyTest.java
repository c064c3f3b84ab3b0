package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.agent.Bench;
import dev.atelier.wire.agent.api.RpcCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's whole service: a real server over HTTP, a real container engine, real repositories. */
@Tag("containers")
class AgentDutyTest {
    private static final String BEGIN =
            "IFS= read -r told; echo '{\"type\":\"system\",\"subtype\":\"init\"," + "\"session_id\":\"talk-1\"}'; ";
    private static final String GOOD =
            "; echo '{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"done\"}'";
    private static final String ASK = "echo '{\"type\":\"control_request\",\"request_id\":\"R1\",\"request\":"
            + "{\"subtype\":\"can_use_tool\",\"tool_name\":\"AskUserQuestion\",\"tool_use_id\":\"t1\",\"input\":"
            + "{\"questions\":[{\"question\":\"Which?\",\"options\":[{\"label\":\"A\"},{\"label\":\"B\"}]}]}}}';"
            + " IFS= read -r answer; echo \"$answer\" > answer.json";

    private static @Nullable Bench bench;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private @Nullable FakeMainServer fake;
    private @Nullable AgentDuty duty;

    @TempDir
    Path folder = Path.of("unused");

    @BeforeAll
    static void startEngine() throws Exception {
        bench = Bench.start();
    }

    @AfterAll
    static void endEngine() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        fake = new FakeMainServer();
    }

    @AfterEach
    void stop() {
        if (duty != null) {
            duty.close();
        }
        server().close();
        threads.shutdownNow();
    }

    private FakeMainServer server() {
        return Objects.requireNonNull(fake);
    }

    private static Bench bench() {
        return Objects.requireNonNull(bench);
    }

    private void serve(String script) throws Exception {
        serve(script, Duration.ofMillis(100));
    }

    private void serve(String script, Duration poll) throws Exception {
        Terms terms = new Terms(
                "host",
                UUID.randomUUID().toString(),
                "1",
                2,
                1L << 30,
                2,
                Duration.ofMillis(300),
                poll,
                Duration.ofMillis(100),
                Bench.LIMIT);
        duty = AgentDuty.at(
                server().url(),
                false,
                null,
                bench().host(
                                folder,
                                Bench.with(Bench.settings(), Map.of("claude_code", Bench.script(script))),
                                threads),
                terms,
                () -> true,
                () -> 0.5);
        duty.start();
    }

    private String assign() throws Exception {
        return assign("claude_code");
    }

    private String assign(String agentType) throws Exception {
        return server().task(agentType, Bench.repository(folder));
    }

    @Test
    void aTaskIsFetchedRunAnsweredAndReported() throws Exception {
        server().answer("Which?", "A");
        String task = assign();
        serve(BEGIN + ASK + GOOD);

        JsonNode end = server().awaitState("succeeded");
        assertThat(end.path("task_id").asText()).isEqualTo(task);
        assertThat(end.path("status").asText()).isEqualTo("in_review");
        assertThat(end.path("assignment_id").asText()).isEqualTo("7");
        assertThat(end.path("has_changes").asBoolean()).isTrue();
        assertThat(end.has("error")).isFalse();
        assertThat(end.has("patch")).isFalse();
        assertThat(end.has("patch_omitted")).isFalse();
        List<JsonNode> events = server().events();
        assertThat(events)
                .extracting(event -> event.path("seq").asInt())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(events.get(0).path("event").path("type").asText()).isEqualTo("session_start");
        assertThat(events.get(events.size() - 1).path("event").path("type").asText())
                .isEqualTo("session_end");
        assertThat(events).hasSize(events.get(events.size() - 1).path("seq").asInt());
        JsonNode enrolled = server().calls("worker.register").get(0);
        assertThat(enrolled.path("runtime").path("type").asText())
                .isEqualTo(bench().testEngine().name());
        Objects.requireNonNull(duty).close();
        server().await(
                        "worker.unregister",
                        params -> params.path("worker_id").asText().equals("w1"));
    }

    @Test
    void aServerThatAsksForWholeChangesGetsThem() throws Exception {
        server().askForPatch();
        assign();
        serve(BEGIN + "echo changed >> README.md" + GOOD);

        assertThat(server().awaitState("succeeded").path("patch").asText()).contains("+changed\n");
    }

    @Test
    void anAnswerMayComeWithASignOfLifeAndSoMayACancel() throws Exception {
        assign();
        serve(BEGIN + ASK + "; echo answered; sleep 1000");
        server().await("worker.createTtyInputRequest", params -> true);
        server().awaitState("waiting_input");
        ObjectNode answer = Json.object();
        answer.putArray("tty_responses").addObject().put("request_id", "Which?").put("response", "B");
        server().wish(answer);
        server().await("worker.reportEvents", params -> params.toString().contains("answered"));

        ObjectNode cancel = Json.object();
        String session =
                server().calls("worker.reportEvents").get(0).path("session_id").asText();
        cancel.putArray("cancel_session_ids").add(session);
        server().wish(cancel);

        JsonNode end = server().awaitState("cancelled");
        assertThat(end.path("error_code").asText()).isEqualTo("TASK_CANCELLED");
        bench().assertNoContainers();
    }

    @Test
    void aServerThatReachesTheWorkerNeedNotWait() throws Exception {
        serve(BEGIN + ASK + "; echo answered; sleep 1000", Duration.ofHours(1));
        AgentDuty reached = Objects.requireNonNull(duty);
        reached.reachableAt("http://127.0.0.1:7");
        server().await(
                        "worker.register",
                        params -> params.path("endpoint_url").asText().equals("http://127.0.0.1:7"));
        server().await("worker.getTask", params -> true);
        String task = assign();
        reached.taskAvailable();
        server().await("worker.getTtyInput", params -> true); // so it has its name
        assertThat(reached.answered("Another?", "B")).isFalse();
        assertThat(reached.answered("Which?", "B")).isTrue();
        assertThat(reached.answered("Which?", "A")).isFalse();
        JsonNode told = server().await(
                        "worker.reportEvents", params -> params.toString().contains("answered"));
        assertThat(reached.cleanUp(task)).isFalse();

        reached.stop("another", null);
        reached.stop(told.path("session_id").asText(), "enough of it");
        assertThat(server().awaitState("cancelled").path("error").asText()).contains("enough of it");
        await().atMost(Bench.LIMIT).until(() -> reached.cleanUp(task));
        await().atMost(Bench.LIMIT)
                .until(() -> Files.notExists(folder.resolve("worktrees").resolve(task)));
    }

    @Test
    void anAnswerThatIsFasterThanTheWordOnItsQuestionCounts() throws Exception {
        assign();
        server().holdQuestions();
        serve(BEGIN + ASK + "; echo answered" + GOOD);
        server().await("worker.createTtyInputRequest", params -> true);
        ObjectNode answer = Json.object();
        answer.putArray("tty_responses").addObject().put("request_id", "Which?").put("response", "B");
        server().wishAndAwaitTaken(answer);
        server().letQuestionsGo();

        server().awaitState("succeeded");
        server().await("worker.reportEvents", params -> params.toString().contains("answered"));
    }

    @Test
    void aServerThatForgetsItsWorkersKnowsThemAgainAndLosesNothing() throws Exception {
        assign();
        serve(BEGIN + "n=0; while [ $n -lt 20 ]; do n=$((n+1)); echo step $n; sleep 0.1; done; " + ASK + GOOD);
        server().await("worker.reportEvents", params -> true);
        server().refuse("worker.reportEvents", RpcCode.WORKER_UNAVAILABLE);
        server().refuse("worker.heartbeat", RpcCode.NOT_FOUND);
        server().await(
                        "worker.register",
                        params -> server().calls("worker.register").size() > 1);
        server().accept("worker.heartbeat");
        server().accept("worker.reportEvents");
        server().answer("Which?", "A"); // it cannot have ended before
        JsonNode end = server().awaitState("succeeded");

        assertThat(end.path("worker_id").asText()).isNotEqualTo("w1");
        String steps = server().events().stream()
                .map(event -> event.path("event").path("content").asText())
                .filter(text -> text.startsWith("step"))
                .reduce("", (all, text) -> all + text.substring(5) + " ");
        assertThat(steps).isEqualTo("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 ");
    }

    @Test
    void aServerThatTakesNoEventsGetsThemWithTheEnd() throws Exception {
        server().refuse("worker.reportEvents", RpcCode.METHOD_NOT_FOUND);
        server().refuse("worker.createTtyInputRequest", RpcCode.METHOD_NOT_FOUND);
        assign();
        serve(BEGIN + ASK + GOOD);
        JsonNode end = server().awaitState("succeeded");

        assertThat(end.path("output_log").asText().lines())
                .anyMatch(line -> line.equals("{\"type\":\"session_end\",\"success\":true}"))
                .anyMatch(line -> line.contains("\"ask_user_question\""));
    }

    @Test
    void aTaskThatIsAnothersByNowIsDroppedWithoutAWord() throws Exception {
        assign();
        serve(BEGIN + "echo working; while true; do echo more; sleep 0.2; done");
        server().await("worker.reportEvents", params -> true);
        server().refuse("worker.reportEvents", RpcCode.STALE_ASSIGNMENT);
        AgentDuty running = Objects.requireNonNull(duty);
        await().atMost(Bench.LIMIT).until(() -> running.running() == 0);

        assertThat(server().calls("worker.reportStatus"))
                .extracting(report -> report.path("execution_state").asText())
                .containsOnly("running");
        bench().assertNoContainers();
    }

    @Test
    void aWorkerThatStopsEndsItsRunsAndSaysSo() throws Exception {
        assign();
        assign();
        serve(BEGIN + "echo working; sleep 1000");
        AgentDuty running = Objects.requireNonNull(duty);
        await().atMost(Bench.LIMIT).until(() -> running.running() == 2);
        server().await("worker.reportEvents", params -> true);
        running.close();

        assertThat(server().calls("worker.reportStatus").stream()
                        .filter(report -> report.path("error_code").asText().equals("WORKER_SHUTDOWN")))
                .hasSize(2);
        assertThat(server().calls("worker.unregister")).hasSize(1);
        bench().assertNoContainers();
    }

    @Test
    void aWorkerThatStopsWhileItsAgentAsksSaysSoToo() throws Exception {
        assign();
        serve(BEGIN + ASK + GOOD);
        server().await("worker.getTtyInput", params -> true);
        Objects.requireNonNull(duty).close();

        assertThat(server().calls("worker.reportStatus")).last().satisfies(report -> assertThat(
                        report.path("error_code").asText())
                .isEqualTo("WORKER_SHUTDOWN"));
        assertThat(server().calls("worker.cancelTtyInputRequest")).hasSize(1);
        bench().assertNoContainers();
    }

    @Test
    void aTaskThatIsHandedOutAgainIsRunOnceMoreWhenTheRunBeforeHasEnded() throws Exception {
        String task = server().task("claude_code", Bench.repository(folder));
        serve(BEGIN + "[ -f made.txt ] && exit 9; echo made > made.txt; echo working; [ \"$ROUND\" ] || sleep 1000"
                + GOOD);
        server().await("worker.reportEvents", params -> params.toString().contains("working"));
        server().secret("ROUND", "the-second");
        server().again(task, "8");

        JsonNode end = server().awaitState("succeeded");
        assertThat(end.path("assignment_id").asText()).isEqualTo("8");
        assertThat(server().calls("worker.reportStatus"))
                .filteredOn(report -> report.has("error_code"))
                .isEmpty();
    }

    @Test
    void changesAreMadeOnWhatWasReviewedAlsoWithoutAConversation() throws Exception {
        String task = assign();
        serve(BEGIN + "echo more >> made.txt; echo $told > told.txt" + GOOD);
        JsonNode first = server().awaitState("succeeded");
        AgentDuty serving = Objects.requireNonNull(duty);
        await().atMost(Bench.LIMIT).until(() -> serving.running() == 0);

        server().comesBack(task, first, "Do it. And tests.");
        JsonNode second = server().await(
                        "worker.reportStatus",
                        params -> params.path("assignment_id").asText().equals("8")
                                && !params.path("execution_state").asText().equals("running"));

        assertThat(second.path("execution_state").asText()).isEqualTo("succeeded");
        assertThat(second.path("base_commit")).isEqualTo(first.path("base_commit"));
        assertThat(second.path("end_commit")).isNotEqualTo(first.path("end_commit"));
        assertThat(second.path("has_changes").asBoolean()).isTrue();
        assertThat(second.path("insertions").asInt()).isEqualTo(3);
        Path worktree = folder.resolve("worktrees").resolve(task);
        assertThat(worktree.resolve("made.txt")).hasContent("more\nmore\n");
        assertThat(worktree.resolve("told.txt")).content().contains("Do it. And tests.");
    }

    @Test
    void whatATaskAsksForThatIsNotHereIsRefusedByName() throws Exception {
        String task = assign("nobody_knows");
        serve("true");
        JsonNode refusal = server().awaitState("failed");

        assertThat(refusal.path("task_id").asText()).isEqualTo(task);
        assertThat(refusal.path("error_code").asText()).isEqualTo("CONFIG_INVALID");
        assertThat(refusal.path("error").asText()).contains("nobody_knows");
    }
}
