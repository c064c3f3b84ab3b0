package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.container.testing.Podman;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks for coding agents from an operator's order to their approval, in real containers, on a studio and its worker. */
class AgentTasksTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LIBRARY = Pattern.compile("/lib\\S+");
    /** Fetched by whoever runs all tests; see {@code .ci/test}. */
    private static final @Nullable String OPEN_CODE = System.getenv("ATELIER_TEST_OPENCODE");

    private static final String CANARY = "canary-of-the-vault-7f3a";

    /** An agent that asks, heeds the answer, and leaves a file. */
    private static final String SCRIPTED = """
            #!/bin/sh
            IFS= read -r told
            echo '{"type":"system","subtype":"init","session_id":"talk-1","model":"scripted"}'
            echo '{"type":"control_request","request_id":"R1","request":{"subtype":"can_use_tool","tool_name":\
            "AskUserQuestion","tool_use_id":"t1","input":{"questions":[{"question":"Which database?","options":\
            [{"label":"PostgreSQL"},{"label":"SQLite"}]}]}}}'
            IFS= read -r answer
            echo "$answer" > answer.json
            echo "the key is $ANTHROPIC_API_KEY"
            echo '{"type":"result","subtype":"success","is_error":false,"result":"done","session_id":"talk-1"}'
            """;

    @TempDir
    static Path temp = Path.of("unused");

    private static Podman podman;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        podman = Podman.start();
        Path root = podman.root();
        Files.writeString(root.resolve("bin/claude"), SCRIPTED);
        assertThat(root.resolve("bin/claude").toFile().setExecutable(true, false))
                .isTrue();
        if (OPEN_CODE != null) {
            withLibraries(Path.of(OPEN_CODE), root, "bin/opencode");
        }
        podman.importImage(root, Podman.IMAGE);
        atelier = Atelier.start(
                temp.resolve("home"),
                Map.of(
                        "ATELIER_AGENT_ENABLED", "true",
                        "ATELIER_AGENT_CONTAINER_RUNTIME", "podman",
                        "ATELIER_AGENT_CONTAINER_SOCKET", podman.socket().toString(),
                        "ATELIER_AGENT_CONTAINER_MEMORY_LIMIT", "2g",
                        "ATELIER_AGENT_DEFAULT_IMAGE", Podman.IMAGE,
                        "ATELIER_AGENT_PULL_POLICY", "never",
                        "ATELIER_AGENT_NETWORK_STUDIO", "true"),
                "up");
    }

    @AfterAll
    static void stop() throws IOException {
        if (atelier != null) {
            atelier.close();
        }
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void anAgentAsksIsAnsweredAndItsWorkIsApproved() throws Exception {
        done("PUT", "/secrets/ANTHROPIC_API_KEY", Map.of("value", CANARY));
        String task = ordered(repository("asked"), "claude_code", null);

        JsonNode question = await().atMost(PATIENCE)
                .until(
                        () -> atelier.get("/studio/agents/questions?status=pending")
                                .path("questions"),
                        all -> !all.isEmpty())
                .get(0);
        assertThat(question.path("prompt").asText()).isEqualTo("Which database?");
        done("POST", "/questions/" + question.path("questionId").asText() + "/answer", Map.of("response", "SQLite"));

        JsonNode session = ended(task, "in_review");
        assertThat(session.path("state").asText()).as(session.toString()).isEqualTo("succeeded");
        assertThat(session.path("changedFiles").asInt()).isEqualTo(1);
        assertThat(events(session)).contains("the key is ", "answer.json").doesNotContain(CANARY);
        done("POST", "/tasks/" + task + "/approve", null);
        assertThat(Files.readString(atelier.home().resolve("logs/atelier.log"))).doesNotContain(CANARY);
    }

    @Test
    void aRealAgentWorksOfflineOnAModelOfTheStudio() throws Exception {
        String missing = "ATELIER_TEST_OPENCODE names no OpenCode: no real agent is tested";
        if ("forbidden".equals(System.getProperty("tests.skips"))) {
            assertThat(OPEN_CODE).as(missing).isNotNull();
        }
        assumeThat(OPEN_CODE).as(missing).isNotNull();
        model();
        done("PUT", "/secrets/ATELIER_API_KEY", Map.of("value", key()));

        JsonNode session = ended(ordered(repository("real"), "open_code", "studio/scripted"), "in_review");

        assertThat(session.path("state").asText()).as(session.toString()).isEqualTo("succeeded");
        assertThat(session.path("changedFiles").asInt()).as(events(session)).isEqualTo(1);
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
        Atelier.Cli installed = atelier.cli("engines", "install", bundle.toString(), "--allow-unsigned");
        assertThat(installed.code()).as(installed.err()).isZero();
        String model = """
                {"id":"scripted","displayName":"Scripted","kind":"llm","vramGbEstimate":0,"enabled":true,
                 "source":{"engine":"scripted","files":[]}}""";
        // The studio knows the engine once the worker has told it of it.
        await().atMost(PATIENCE).until(() -> studio("/models", model).statusCode() == 201);
    }

    private static String key() throws Exception {
        HttpResponse<String> made = studio("/keys", "{\"name\":\"agents\",\"role\":\"submit\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Atelier.JSON.readTree(made.body()).path("secret").asText();
    }

    private static HttpResponse<String> studio(String path, String body) throws Exception {
        JsonNode studio = atelier.endpoints().path("studio");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(studio.path("url").asText() + "/graphics/api" + path))
                                .header(
                                        "Authorization",
                                        "Bearer " + studio.path("adminToken").asText())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static Path repository(String name) throws Exception {
        Path folder = Files.createDirectory(temp.resolve(name));
        Files.writeString(folder.resolve("README.md"), "read me\n");
        git(folder, "init", "--quiet", "--initial-branch=main");
        git(folder, "add", ".");
        git(folder, "-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "--quiet", "-m", "first");
        return folder;
    }

    private static void git(Path folder, String... arguments) throws Exception {
        ProcessBuilder git =
                new ProcessBuilder("git").directory(folder.toFile()).inheritIO();
        git.command().addAll(List.of(arguments));
        assertThat(git.start().waitFor()).isZero();
    }

    /** A program of this machine and the libraries it wants, where it wants them. */
    private static void withLibraries(Path program, Path root, String as) throws Exception {
        Files.copy(program, root.resolve(as));
        assertThat(root.resolve(as).toFile().setExecutable(true, false)).isTrue();
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        String told = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (Matcher library = LIBRARY.matcher(told); library.find(); ) {
            Path there = root.resolve(library.group().substring(1));
            Files.createDirectories(there.getParent());
            Files.copy(Path.of(library.group()), there);
        }
    }

    /** The newest run of a task that has come to rest. */
    private static JsonNode ended(String task, String status) throws Exception {
        JsonNode shown = await().atMost(PATIENCE)
                .until(() -> atelier.get("/studio/agents/tasks/" + task), AgentTasksTest::rests);
        assertThat(shown.path("status").asText())
                .as(shown + "\n" + atelier.lastWords())
                .isEqualTo(status);
        return shown.path("sessions").get(shown.path("sessions").size() - 1);
    }

    private static String events(JsonNode session) throws Exception {
        String path = "/studio/agents/sessions/" + session.path("sessionId").asText() + "/events";
        return new String(atelier.call("GET", path, null).body(), StandardCharsets.UTF_8);
    }

    private static boolean rests(JsonNode task) {
        return !task.path("status").asText().equals("in_progress")
                || task.path("errorCode").isTextual();
    }

    private static String ordered(Path repository, String agent, @Nullable String model) throws Exception {
        Map<String, Object> task = new HashMap<>(Map.of(
                "prompt",
                "Write HELLO.md",
                "agentType",
                agent,
                "repositories",
                List.of(Map.of("path", repository.toString(), "branch", "main"))));
        if (model != null) {
            task.put("agentModel", model);
        }
        return done("POST", "/tasks", task).path("taskId").asText();
    }

    private static JsonNode done(String method, String path, Object body) throws Exception {
        var answer = atelier.call(method, "/studio/agents" + path, body);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isBetween(200, 299);
        return Atelier.JSON.readTree(answer.body());
    }
}
