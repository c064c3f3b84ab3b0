package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
    private static final String AGENTS = " /graphics/api/agents";
    private static final String QUEUED = "{\"taskId\":\"t1\",\"status\":\"in_progress\",\"phase\":\"queued\"}";
    private static final String RUNNING =
            "{\"taskId\":\"t1\",\"status\":\"in_progress\",\"phase\":\"assigned\",\"sessionId\":\"s1\"}";
    private static final String REVIEW =
            "{\"taskId\":\"t1\",\"status\":\"in_review\",\"phase\":\"resting\",\"sessionId\":\"s1\"}";

    private final Path home;
    private final FakeLocalApi api;

    TasksTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.api = new FakeLocalApi(home).withStudio(home);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static String event(int seq, String event) {
        return "id: " + seq + "\nevent: event\ndata: {\"seq\":" + seq + ",\"event\":" + event + "}\n\n";
    }

    @Test
    void aTaskIsHandedInWithWhatItNeeds() {
        api.answer("POST" + AGENTS + "/tasks", 201, QUEUED);

        Result handedIn = Typed.at(
                        home,
                        "tasks",
                        "submit",
                        "-",
                        "--repository",
                        "/srv/a.git",
                        "--repository",
                        "/srv/b#next",
                        "--agent",
                        "open_code",
                        "--model",
                        "studio/tiny",
                        "--title",
                        "Mend it",
                        "--branch",
                        "mended")
                .input("Mend the parser.\n")
                .run();

        assertThat(handedIn.out()).isEqualTo("t1\n");
        assertThat(api.asked())
                .singleElement()
                .asString()
                .contains(
                        "\"prompt\":\"Mend the parser.\"",
                        "\"agentType\":\"open_code\"",
                        "\"agentModel\":\"studio/tiny\"",
                        "\"title\":\"Mend it\"",
                        "\"branch\":\"mended\"")
                .containsPattern("\"path\":\"/srv/a.git\"[^}]*}|\"branch\":\"main\"[^}]*\"path\":\"/srv/a.git\"")
                .contains("\"branch\":\"next\"");
    }

    @Test
    void aTaskWithoutARepositoryIsNone() {
        Result refused = Typed.at(home, "tasks", "submit", "Mend it.").run();

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--repository");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void tasksAreListedByWhereTheyAreAndWhatBecameOfThem() {
        api.answer(
                "GET" + AGENTS + "/tasks?limit=20&status=in_progress",
                200,
                "{\"tasks\":[{\"taskId\":\"t1\",\"status\":\"in_progress\",\"phase\":\"assigned\",\"title\":\"One\"},"
                        + "{\"taskId\":\"t2\",\"status\":\"in_progress\",\"phase\":\"queued\",\"prompt\":\"Two\"},"
                        + "{\"taskId\":\"t3\",\"status\":\"in_progress\",\"phase\":\"resting\","
                        + "\"errorCode\":\"AGENT_FAILED\",\"prompt\":\"Three\"}]}");

        assertThat(Typed.at(home, "tasks", "list", "--status", "in_progress")
                        .run()
                        .out()
                        .lines())
                .anySatisfy(line -> assertThat(line).contains("t1", "running", "One"))
                .anySatisfy(line -> assertThat(line).contains("t2", "queued", "Two"))
                .anySatisfy(line -> assertThat(line).contains("t3", "failed", "Three"));
    }

    @Test
    void aTaskIsShownWithItsNewestRun() {
        api.answer(
                "GET" + AGENTS + "/tasks/t1",
                200,
                "{\"taskId\":\"t1\",\"status\":\"in_review\",\"phase\":\"resting\",\"sessionId\":\"s2\",\"prompt\":\"Mend it.\","
                        + "\"repositories\":[{\"path\":\"/srv/a\",\"branch\":\"main\"}],\"sessions\":["
                        + "{\"sessionId\":\"s1\",\"workerId\":\"old\"},"
                        + "{\"sessionId\":\"s2\",\"workerId\":\"attic\",\"changedFiles\":2,\"insertions\":5,\"deletions\":1}]}");

        assertThat(Typed.at(home, "tasks", "show", "t1").run().out())
                .contains("in_review", "attic", "2 files, +5 -1", "/srv/a#main", "Mend it.")
                .doesNotContain("old");
    }

    @Test
    void whatAnAgentSaysAndDoesAreLines() {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer(
                "GET" + AGENTS + "/sessions/s1/events?limit=20&after=0",
                200,
                "{\"lastSeq\":9,\"events\":["
                        + "{\"seq\":1,\"event\":{\"type\":\"text_output\",\"content\":\"I \",\"stream\":true}},"
                        + "{\"seq\":2,\"event\":{\"type\":\"text_output\",\"content\":\"look\",\"stream\":true}},"
                        + "{\"seq\":3,\"event\":{\"type\":\"tool_use\",\"tool_name\":\"Bash\",\"input\":{\"command\":\"ls\"}}},"
                        + "{\"seq\":4,\"event\":{\"type\":\"tool_result\",\"tool_name\":\"Bash\",\"output\":\"fine\"}},"
                        + "{\"seq\":5,\"event\":{\"type\":\"command_execution\",\"command\":\"ls\",\"exit_code\":2}},"
                        + "{\"seq\":6,\"event\":{\"type\":\"file_change\",\"change_type\":\"rename\",\"from\":\"a\",\"path\":\"b\"}},"
                        + "{\"seq\":7,\"event\":{\"type\":\"ask_user_question\",\"question\":\"Which?\",\"options\":[\"x\",\"y\"]}},"
                        + "{\"seq\":8,\"event\":{\"type\":\"error_output\",\"content\":\"\\u001b[2Jslow\"}},"
                        + "{\"seq\":9,\"event\":{\"type\":\"novelty\",\"n\":1}}]}");

        assertThat(Typed.at(home, "tasks", "log", "t1").run().out()).isEqualTo("""
                        I look
                        > Bash {"command":"ls"}
                        $ ls (exit code 2)
                        ~ rename a to b
                        ? Which? [x | y]
                        !  [2Jslow
                        {"type":"novelty","n":1}
                        """);
    }

    @Test
    void aTaskIsFollowedThroughBreaksToItsEnd() {
        api.answer("POST" + AGENTS + "/tasks", 201, QUEUED);
        api.answer("GET" + AGENTS + "/tasks/t1", 200, QUEUED).answer("GET" + AGENTS + "/tasks/t1", 200, RUNNING);
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer(
                "GET" + AGENTS + "/sessions/s1/stream?after=0",
                200,
                "text/event-stream",
                event(1, "{\"type\":\"text_output\",\"content\":\"one\",\"stream\":false}"));
        api.answer("GET" + AGENTS + "/sessions/s1", 200, "{\"lastSeq\":1}");
        api.answer("GET" + AGENTS + "/sessions/s1/events?limit=20&after=1", 200, "{\"lastSeq\":1,\"events\":[]}");
        api.answer(
                "GET" + AGENTS + "/sessions/s1/stream?after=1",
                200,
                "text/event-stream",
                event(2, "{\"type\":\"text_output\",\"content\":\"two\",\"stream\":false}")
                        + "event: end\ndata: {\"sessionId\":\"s1\"}\n\n");

        Result followed = Typed.at(home, "tasks", "submit", "Mend it.", "--repository", "/srv/a", "--follow")
                .run();

        assertThat(followed.code()).isZero();
        assertThat(followed.out()).isEqualTo("one\ntwo\n");
        assertThat(followed.err()).contains("task t1", "in_review", "atelier tasks patch t1");
    }

    @Test
    void whatAStreamDoesNotBringIsRead() {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer("GET" + AGENTS + "/sessions/s1/stream?after=0", 429, "{\"error\":\"too_many_streams\"}");
        api.answer("GET" + AGENTS + "/sessions/s1", 200, "{\"completedAt\":\"2026-01-01T00:00:00Z\",\"lastSeq\":2}");
        api.answer("GET" + AGENTS + "/sessions/s1/events?limit=20&after=0", 200, page(1, "one"));
        api.answer("GET" + AGENTS + "/sessions/s1/events?limit=20&after=1", 200, page(2, "two"));

        assertThat(Typed.at(home, "tasks", "log", "t1", "-f").run().out()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aStreamThatIsSilentThoughMoreWasToldIsLeft() {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer("GET" + AGENTS + "/sessions/s1/stream?after=0", 200, "text/event-stream", ":\n\n".repeat(3));
        api.answer("GET" + AGENTS + "/sessions/s1", 200, "{\"lastSeq\":2}");
        api.answer("GET" + AGENTS + "/sessions/s1/events?limit=20&after=0", 200, page(1, "one"));
        api.answer("GET" + AGENTS + "/sessions/s1/events?limit=20&after=1", 200, page(2, "two"));
        api.answer(
                "GET" + AGENTS + "/sessions/s1/stream?after=2", 200, "text/event-stream", "event: end\ndata: {}\n\n");

        assertThat(Typed.at(home, "tasks", "log", "t1", "-f").run().out()).isEqualTo("one\ntwo\n");
        assertThat(api.asked()).containsOnlyOnce("GET /graphics/api/agents/sessions/s1/stream?after=0");
    }

    private static String page(int seq, String text) {
        return "{\"lastSeq\":2,\"events\":[{\"seq\":" + seq + ",\"event\":{\"type\":\"text_output\",\"content\":\""
                + text + "\"}}]}";
    }

    private static String unfinished(String status, String code) {
        return "{\"taskId\":\"t1\",\"phase\":\"resting\",\"status\":\"" + status + "\",\"errorCode\":\"" + code
                + "\",\"error\":\"it gave up\"}";
    }

    @Test
    void aTaskThatFailedEndsWithWhy() {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, unfinished("in_progress", "AGENT_FAILED"));

        Result followed = Typed.at(home, "tasks", "log", "t1", "-f").run();

        assertThat(followed.code()).isEqualTo(1);
        assertThat(followed.err()).contains("AGENT_FAILED: it gave up", "atelier tasks retry t1");
    }

    @Test
    void whatAPersonDecidedCountsMoreThanWhatWentWrongBefore() {
        api.answer("POST" + AGENTS + "/tasks/t1/reject", 200, unfinished("rejected", "AGENT_FAILED"));
        api.answer("POST" + AGENTS + "/tasks/t1/cancel", 200, RUNNING);
        api.answer("POST" + AGENTS + "/tasks/t1/cancel", 200, unfinished("in_progress", "TASK_CANCELLED"));
        api.answer("GET" + AGENTS + "/tasks/t1", 200, unfinished("rejected", "AGENT_FAILED"));

        assertThat(Typed.at(home, "tasks", "reject", "t1").run().out()).isEqualTo("task t1 is rejected\n");
        assertThat(Typed.at(home, "tasks", "cancel", "t1").run().out()).isEqualTo("task t1 is being stopped\n");
        assertThat(Typed.at(home, "tasks", "cancel", "t1").run().out()).isEqualTo("task t1 is cancelled\n");
        Result followed = Typed.at(home, "tasks", "log", "t1", "-f").run();
        assertThat(followed.code()).isZero();
        assertThat(followed.err()).contains("task t1 is rejected").doesNotContain("retry");
    }

    @Test
    void aChangeIsPrintedOrSaved() throws IOException {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer("GET" + AGENTS + "/sessions/s1/patch", 200, "text/x-diff", "--- a\n+++ b\n");
        Path file = home.resolve("change.patch");

        assertThat(Typed.at(home, "tasks", "patch", "t1").run().out()).isEqualTo("--- a\n+++ b\n");
        assertThat(Typed.at(home, "tasks", "patch", "t1", "-o", file.toString())
                        .run()
                        .code())
                .isZero();
        assertThat(file).hasContent("--- a\n+++ b\n");
        assertThat(Typed.at(home, "tasks", "patch", "t1", "--json").run().out()).contains("--- a\\n+++ b\\n");
    }

    @Test
    void aTerminalIsNotOrderedAboutByAChange() {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer("GET" + AGENTS + "/sessions/s1/patch", 200, "text/x-diff", "+\u001b[2Jgone\n");

        assertThat(Typed.at(home, "tasks", "patch", "t1").onTerminal().run().out())
                .contains("+ [2Jgone");
        assertThat(Typed.at(home, "tasks", "patch", "t1").run().out()).isEqualTo("+\u001b[2Jgone\n");
    }

    @Test
    void noChangeSaysWhyThereIsNone() {
        api.answer("GET" + AGENTS + "/tasks/t1", 200, REVIEW);
        api.answer(
                "GET" + AGENTS + "/sessions/s1/patch",
                404,
                "{\"error\":\"no_patch\",\"message\":\"the session changed nothing\"}");

        Result none = Typed.at(home, "tasks", "patch", "t1").run();

        assertThat(none.code()).isNotZero();
        assertThat(none.err()).contains("there is no patch", "the session changed nothing");
    }

    @Test
    void whatIsDecidedIsSentAndWhatDoesNotGoIsANo() {
        api.answer("POST" + AGENTS + "/tasks/t1/approve", 200, "{\"phase\":\"resting\",\"status\":\"approved\"}");
        api.answer("POST" + AGENTS + "/tasks/t1/request-changes", 200, QUEUED);
        api.answer(
                "POST" + AGENTS + "/tasks/t1/cancel",
                409,
                "{\"error\":\"wrong_state\",\"message\":\"the task is done and resting; this does not go with cancel\"}");
        api.answer("DELETE" + AGENTS + "/tasks/t1", 204, "");

        assertThat(Typed.at(home, "tasks", "approve", "t1").run().out()).isEqualTo("task t1 is approved\n");
        assertThat(Typed.at(home, "tasks", "revise", "t1", "Shorter.").run().out())
                .isEqualTo("queued t1\n");
        assertThat(api.asked()).anyMatch(asked -> asked.endsWith("{\"prompt\":\"Shorter.\"}"));
        Result late = Typed.at(home, "tasks", "cancel", "t1").run();
        assertThat(late.code()).isEqualTo(4);
        assertThat(late.err()).contains("the task is done");
        assertThat(Typed.at(home, "tasks", "remove", "t1").run().out()).isEqualTo("removed t1\n");
    }

    private static final String WAITING = "GET" + AGENTS + "/questions?limit=1000&status=pending";

    @Test
    void questionsAreListedAndAnswered() {
        api.answer(
                WAITING,
                200,
                "{\"questions\":[{\"questionId\":\"q1\",\"taskId\":\"t1\",\"status\":\"pending\",\"type\":\"select\","
                        + "\"prompt\":\"Which?\",\"options\":[\"x\",\"y\"]}]}");
        api.answer("POST" + AGENTS + "/questions/q1/answer", 200, "{}");

        assertThat(Typed.at(home, "tasks", "questions").run().out()).contains("q1", "t1", "Which? [x | y]");
        assertThat(Typed.at(home, "tasks", "answer", "q1", "y").run().out()).isEqualTo("answered q1\n");
        assertThat(api.asked()).last().asString().endsWith("{\"response\":\"y\"}");
    }

    @Test
    void aPasswordIsNoWordOfACommandLine() {
        api.answer(WAITING, 200, "{\"questions\":[{\"questionId\":\"q1\",\"type\":\"password\"}]}");
        api.answer("POST" + AGENTS + "/questions/q1/answer", 200, "{}");

        Result seen = Typed.at(home, "tasks", "answer", "q1", "hunter2").run();
        assertThat(seen.code()).isEqualTo(2);
        assertThat(seen.err()).contains("password").doesNotContain("hunter2");
        assertThat(Typed.at(home, "tasks", "answer", "q1")
                        .input("hunter2\n")
                        .run()
                        .code())
                .isZero();
        assertThat(api.asked()).last().asString().endsWith("{\"response\":\"hunter2\"}");
    }

    @Test
    void secretsAreKeptUnseen() throws IOException {
        api.answer("PUT" + AGENTS + "/secrets/API_KEY", 200, "{\"name\":\"API_KEY\",\"repository\":\"/srv/a\"}");
        api.answer(
                "GET" + AGENTS + "/secrets",
                200,
                "{\"secrets\":[{\"name\":\"API_KEY\",\"repository\":null,\"updatedBy\":\"me\"}]}");
        api.answer("DELETE" + AGENTS + "/secrets/API_KEY?repository=%2fsrv%2fa", 204, "");

        Result kept = Typed.at(home, "secrets", "set", "API_KEY", "--repository", "/srv/a")
                .input(" sk-very-secret\n\n")
                .run();
        assertThat(kept.out() + kept.err()).contains("kept API_KEY").doesNotContain("sk-very-secret");
        assertThat(api.asked())
                .last()
                .asString()
                .contains("\"value\":\" sk-very-secret\\n\"", "\"repository\":\"/srv/a\"");
        assertThat(Typed.at(home, "secrets", "list").run().out()).contains("API_KEY", "all", "me");
        assertThat(Typed.at(home, "secrets", "remove", "API_KEY", "--repository", "/srv/a")
                        .run()
                        .out())
                .isEqualTo("removed API_KEY\n");
        assertThat(Typed.at(home, "secrets", "set", "API_KEY").run().err()).contains("API_KEY was not kept");
    }

    @Test
    void nothingIsReadThatCouldBeSeenAsItIsTyped() {
        Result refused = Typed.at(home, "secrets", "set", "API_KEY", "--json")
                .input("sk-very-secret\n")
                .typedOpenly()
                .run();

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("API_KEY was not kept", "would be seen");
        assertThat(api.asked()).isEmpty();
    }
}
