package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks for coding agents from an operator's order to their approval, in real containers, on a studio and its worker. */
class AgentTasksTest {
    /** Fetched by whoever runs all tests; see {@code .ci/test}. */
    private static final @Nullable String OPEN_CODE = System.getenv("ATELIER_TEST_OPENCODE");

    @TempDir
    static Path temp = Path.of("unused");

    private static AgentBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = AgentBench.start(temp, OPEN_CODE == null ? Map.of() : Map.of("opencode", Path.of(OPEN_CODE)));
    }

    @AfterAll
    static void stop() throws IOException {
        if (bench != null) {
            bench.close();
        }
    }

    @Test
    void anAgentAsksIsAnsweredAndItsWorkIsApproved() throws Exception {
        String task = bench.order(bench.repository("asked"), "claude_code", Map.of());

        JsonNode question = bench.question(task);
        assertThat(question.path("prompt").asText()).isEqualTo("Which database?");
        bench.answer(question, "SQLite");

        JsonNode session = bench.succeeded(task);
        assertThat(session.path("changedFiles").asInt()).isEqualTo(1);
        assertThat(bench.events(session)).contains("answer.json", "SQLite");
        assertThat(bench.call("POST", "/tasks/" + task + "/approve", null)
                        .path("status")
                        .asText())
                .isEqualTo("approved");
    }

    @Test
    void allOfItGoesOnACommandLine() throws Exception {
        String repository = bench.repository("typed").toString();
        String task = typed("tasks", "submit", "Choose a database.", "--repository", repository)
                .strip();
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try {
            String question = bench.question(task).path("questionId").asText();
            Future<String> followed = beside.submit(() -> typed("tasks", "log", task, "--follow"));
            assertThat(typed("tasks", "questions")).contains(question, "Which database?");
            assertThat(typed("tasks", "answer", question, "SQLite")).contains("answered");

            assertThat(followed.get(AgentBench.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .contains("? Which database?", "= SQLite", "~ create answer.json");
        } finally {
            beside.shutdownNow();
        }
        assertThat(typed("tasks", "show", task)).contains("in_review", "1 file, +1 -0", repository + "#main");
        assertThat(typed("tasks", "patch", task)).contains("+++ b/answer.json", "SQLite");
        assertThat(typed("tasks", "approve", task)).contains("approved");
        assertThat(typed("tasks", "list", "--status", "approved")).contains(task);
        assertThat(typed("tasks", "remove", task)).contains("removed");
    }

    @Test
    void theDescriptionOfTheApiKnowsOfAgents() throws Exception {
        JsonNode document = Atelier.JSON.readTree(
                studio("GET", "/graphics/api/openapi.json", "").body());

        assertThat(document.path("paths").has("/agents/tasks/{id}")).isTrue();
        assertThat(document.path("paths").has("/jobs")).isTrue();
    }

    private static String typed(String... words) throws Exception {
        Atelier.Cli cli = bench.atelier().cli(words);
        assertThat(cli.code()).as(cli.err()).isZero();
        return cli.out();
    }

    @Test
    void anAgentIsAWorkerOfARuntimeToo() throws Exception {
        String order = """
                {"intent":{"kind":"workspace_companion"},"profile":{"kind":"builtin","value":"agent:claude_code"},
                 "acceptance":{"kind":"run_accepted","expected_segments":0}}""";
        // Refused as long as the worker does not know its studio.
        String spawned = await().atMost(AgentBench.PATIENCE)
                .until(() -> fleet("POST", "", order), answer -> answer.contains("\"state\":\"accepted\""));
        String worker =
                "/" + Atelier.JSON.readTree(spawned).at("/worker/worker_id").asText();

        assertThat(fleet("POST", worker + "/input", "{\"content\":\"Choose a database.\"}"))
                .contains("accepted");
        awaitSaid(worker, "Which database?");
        assertThat(fleet("POST", worker + "/input", "{\"content\":\"SQLite\"}")).contains("accepted");

        awaitSaid(worker, "1 file changed, +1 -0");
        assertThat(fleet("POST", worker + "/stop", "{}")).contains("accepted");
        assertThat(bench.testEngine().containers()).isEmpty();
    }

    private static void awaitSaid(String worker, String words) {
        await().atMost(AgentBench.PATIENCE).untilAsserted(() -> assertThat(fleet("GET", worker + "/transcript", ""))
                .contains(words));
    }

    private static String fleet(String method, String path, String body) throws Exception {
        return studio(method, "/api/runtimes/embedded-worker-runtime/workers" + path, body)
                .body();
    }

    @Test
    void aTaskOutlivesTheWorkerThatHadIt() throws Exception {
        String task = bench.order(bench.repository("killed"), "claude_code", Map.of());
        JsonNode first = bench.question(task);

        bench.atelier().kill();
        bench.restart();

        JsonNode question = bench.questionAgain(task, first);
        bench.answer(question, "PostgreSQL");
        assertThat(bench.succeeded(task).path("assignment").asInt()).isEqualTo(2);
        assertThat(bench.testEngine().containers())
                .as("the killed worker's too")
                .isEmpty();
    }

    @Test
    void aRealAgentWorksOfflineOnAModelOfTheStudio() throws Exception {
        String missing = "ATELIER_TEST_OPENCODE names no OpenCode: no real agent is tested";
        if ("forbidden".equals(System.getProperty("tests.skips"))) {
            assertThat(OPEN_CODE).as(missing).isNotNull();
        }
        assumeThat(OPEN_CODE).as(missing).isNotNull();
        model();
        bench.secret("ATELIER_API_KEY", key());

        JsonNode session = bench.succeeded(
                bench.order(bench.repository("real"), "open_code", Map.of("agentModel", "studio/scripted")));

        assertThat(session.path("changedFiles").asInt())
                .as(bench.events(session))
                .isEqualTo(1);
        assertThat(session.path("insertions").asInt()).isEqualTo(1);
    }

    /** A model that calls a function when it knows of one, and is content with what that gave. */
    private static void model() throws Exception {
        Path bundle = TestEngines.build(
                temp,
                Spec.of("scripted", "1.0.0")
                        .kinds(Kind.LLM)
                        .answers("You can call functions", """
                                {"call":"write","with":{"filePath":"HELLO.md","content":"hello\\n"}}""")
                        .answers("The call gave:", "{\"say\":\"It is written.\"}")
                        .tells("A title"));
        Atelier.Cli installed = bench.atelier().cli("engines", "install", bundle.toString(), "--allow-unsigned");
        assertThat(installed.code()).as(installed.err()).isZero();
        String model = """
                {"id":"scripted","displayName":"Scripted","kind":"llm","vramGbEstimate":0,"enabled":true,
                 "source":{"engine":"scripted","files":[]}}""";
        // The studio knows the engine once the worker has told it of it.
        await().atMost(AgentBench.PATIENCE).until(() -> studio("/models", model).statusCode() == 201);
    }

    private static String key() throws Exception {
        HttpResponse<String> made = studio("/keys", "{\"name\":\"agents\",\"role\":\"submit\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Atelier.JSON.readTree(made.body()).path("secret").asText();
    }

    private static HttpResponse<String> studio(String path, String body) throws Exception {
        return studio("POST", "/graphics/api" + path, body);
    }

    private static HttpResponse<String> studio(String method, String path, String body) throws Exception {
        JsonNode studio = bench.atelier().endpoints().path("studio");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(studio.path("url").asText() + path))
                                .header(
                                        "Authorization",
                                        "Bearer " + studio.path("adminToken").asText())
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        body.isEmpty()
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
