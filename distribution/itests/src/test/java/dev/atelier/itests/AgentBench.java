package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.container.testing.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A studio, its worker and a real container engine, with an agent that is a script; orders for them. */
final class AgentBench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern LIBRARY = Pattern.compile("/lib\\S+");

    /** An agent that asks, heeds the answer, leaves a file, and says more than it should. */
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

    private final Path folder;
    private final TestEngine testEngine;
    private final Map<String, String> environment;
    private Atelier atelier;

    private AgentBench(Path folder, TestEngine testEngine) throws Exception {
        this.folder = folder;
        this.testEngine = testEngine;
        Path crashes = Files.createDirectory(folder.resolve("crashes"));
        this.environment = Map.ofEntries(
                Map.entry("ATELIER_JAVA_OPTS", "-XX:ErrorFile=" + crashes.resolve("report-%p.log")),
                Map.entry("ATELIER_LOG_LEVEL", "trace"), // secrets are looked for in all that can be logged
                Map.entry("ATELIER_AGENT_ENABLED", "true"),
                Map.entry("ATELIER_AGENT_CONTAINER_RUNTIME", testEngine.name()),
                Map.entry("ATELIER_AGENT_CONTAINER_SOCKET", testEngine.socket().toString()),
                Map.entry("ATELIER_AGENT_CONTAINER_MEMORY_LIMIT", "2g"),
                Map.entry("ATELIER_AGENT_DEFAULT_IMAGE", TestEngine.IMAGE),
                Map.entry("ATELIER_AGENT_PULL_POLICY", "never"),
                Map.entry("ATELIER_AGENT_NETWORK_STUDIO", "true"),
                Map.entry("ATELIER_STUDIO_AGENTS_HEARTBEAT_SECS", "1"),
                Map.entry("ATELIER_STUDIO_AGENTS_STALE_MS", "20000"));
        this.atelier = start();
    }

    /** @param programs more of them for the image, by their names there */
    static AgentBench start(Path folder, Map<String, Path> programs) throws Exception {
        TestEngine testEngine = TestEngine.start();
        try {
            Path root = testEngine.root();
            Path claude = Files.writeString(root.resolve("bin/claude"), SCRIPTED);
            executable(claude);
            for (Map.Entry<String, Path> program : programs.entrySet()) {
                withLibraries(program.getValue(), root, "bin/" + program.getKey());
            }
            testEngine.importImage(root, TestEngine.IMAGE);
            return new AgentBench(folder, testEngine);
        } catch (Exception | Error e) {
            testEngine.close();
            throw e;
        }
    }

    private Atelier start() throws Exception {
        return Atelier.start(folder.resolve("home"), environment, "up");
    }

    void restart() throws Exception {
        atelier.close();
        atelier = start();
    }

    Atelier atelier() {
        return atelier;
    }

    /** What the runtime wrote when it crashed. */
    List<Path> crashes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("crashes"))) {
            return files.toList();
        }
    }

    TestEngine testEngine() {
        return testEngine;
    }

    /** With one file and one commit. */
    Path repository(String name) throws Exception {
        Path repository = Files.createDirectory(folder.resolve(name));
        Files.writeString(repository.resolve("README.md"), "read me\n");
        git(repository, "init", "--quiet", "--initial-branch=main");
        git(repository, "add", ".");
        git(repository, "-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "--quiet", "-m", "first");
        return repository;
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
        executable(root.resolve(as));
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        String told = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (Matcher library = LIBRARY.matcher(told); library.find(); ) {
            Path there = root.resolve(library.group().substring(1));
            Files.createDirectories(there.getParent());
            Files.copy(Path.of(library.group()), there);
        }
    }

    private static void executable(Path program) {
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
    }

    /** @param more of the order than a prompt */
    String order(Path repository, String agent, Map<String, String> more) throws Exception {
        Map<String, Object> task = new HashMap<>(Map.of(
                "prompt",
                "Write HELLO.md",
                "agentType",
                agent,
                "repositories",
                List.of(Map.of("path", repository.toString(), "branch", "main"))));
        task.putAll(more);
        return call("POST", "/tasks", task).path("taskId").asText();
    }

    void secret(String name, String value) throws Exception {
        var unused = call("PUT", "/secrets/" + name, Map.of("value", value));
    }

    /** The one question of a task that waits for an answer. */
    JsonNode question(String task) {
        return await().atMost(PATIENCE).until(() -> pending(task), question -> !question.isMissingNode());
    }

    /** The same question, of another run. */
    JsonNode questionAgain(String task, JsonNode before) {
        return await().atMost(PATIENCE)
                .until(
                        () -> pending(task),
                        question -> question.has("sessionId")
                                && !question.path("sessionId").equals(before.path("sessionId")));
    }

    private JsonNode pending(String task) throws Exception {
        for (JsonNode question : show("/questions?status=pending").path("questions")) {
            if (question.path("taskId").asText().equals(task)) {
                return question;
            }
        }
        return Atelier.JSON.missingNode();
    }

    void answer(JsonNode question, String answer) throws Exception {
        var unused = call(
                "POST", "/questions/" + question.path("questionId").asText() + "/answer", Map.of("response", answer));
    }

    /** The newest run of a task whose work waits to be looked at. */
    JsonNode succeeded(String task) throws Exception {
        JsonNode shown = await().atMost(PATIENCE).until(() -> show("/tasks/" + task), AgentBench::rests);
        JsonNode sessions = shown.path("sessions");
        JsonNode newest = sessions.get(sessions.size() - 1);
        assertThat(shown.path("status").asText() + " " + newest.path("state").asText())
                .as(shown + "\n" + events(newest) + "\n" + atelier.lastWords())
                .isEqualTo("in_review succeeded");
        return newest;
    }

    private static boolean rests(JsonNode task) {
        return !task.path("status").asText().equals("in_progress")
                || task.path("phase").asText().equals("resting");
    }

    String events(JsonNode session) throws Exception {
        String path = "/studio/agents/sessions/" + session.path("sessionId").asText() + "/events";
        return new String(atelier.call("GET", path, null).body(), StandardCharsets.UTF_8);
    }

    JsonNode show(String path) throws Exception {
        return atelier.get("/studio/agents" + path);
    }

    JsonNode call(String method, String path, Object body) throws Exception {
        var answer = atelier.call(method, "/studio/agents" + path, body);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(text).isBetween(200, 299);
        return Atelier.JSON.readTree(text);
    }

    @Override
    public void close() throws IOException {
        atelier.close();
        testEngine.close();
    }
}
