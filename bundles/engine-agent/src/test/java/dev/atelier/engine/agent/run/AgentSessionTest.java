package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.container.testing.TestEngine;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.launch.CommandLine;
import dev.atelier.engine.agent.launch.Places;
import dev.atelier.engine.agent.run.SessionServer.Asked;
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.UnitTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an agent is told, asks and brings. */
@Tag("containers")
class AgentSessionTest extends ScriptedRuns {
    @Test
    void aScriptedAgentEditsAsksIsAnsweredAndFinishes() throws Exception {
        Path origin = Bench.repository(folder);
        AgentSession session = claude(
                origin,
                BEGIN
                        + "echo new > new.txt; echo changed >> README.md;"
                        + ask("Which database?")
                        + "IFS= read -r answer; echo \"$answer\" > answer.json" + GOOD);
        start(session);

        Asked asked = server.question();
        assertThat(asked.prompt()).isEqualTo("Which database?");
        assertThat(asked.type()).isEqualTo(Question.Type.SELECT);
        assertThat(asked.options()).containsExactly("PostgreSQL", "SQLite");
        server.answer(asked, "SQLite");
        Standing end = server.end();

        assertThat(end.error()).isNull();
        assertThat(end.patch()).isNull();
        assertThat(end.status()).isEqualTo(UnitTask.Status.IN_REVIEW);
        assertThat(end.details().state()).isEqualTo(Report.State.SUCCEEDED);
        assertThat(end.details().agentSessionId()).isEqualTo("talk-1");
        assertThat(end.details().usage()).isEqualTo(new Report.Usage(7, 3, null));
        Report.Work work = Objects.requireNonNull(end.details().work());
        assertThat(work.hasChanges()).isTrue();
        assertThat(work.changedFiles()).isEqualTo(3);
        assertThat(work.insertions()).isEqualTo(3);
        assertThat(server.states())
                .containsExactly(Report.State.RUNNING, Report.State.WAITING_INPUT, Report.State.RUNNING);
        assertThat(server.texts("user_response", "response")).containsExactly("SQLite");
        assertThat(server.texts("file_change", "path"))
                .containsExactlyInAnyOrder("new.txt", "README.md", "answer.json");
        assertThat(server.events().get(0).path("type").asText()).isEqualTo("session_start");
        assertThat(server.events().get(server.events().size() - 1).path("type").asText())
                .isEqualTo("session_end");
        Path worktree = folder.resolve("worktrees").resolve(session.job().taskId());
        assertThat(worktree.resolve("answer.json"))
                .content()
                .contains("\"behavior\":\"allow\"", "\"answers\":{\"Which database?\":\"SQLite\"}");
        over();
        assertThat(folder.resolve("state/tasks").resolve(session.job().taskId()).resolve("home"))
                .doesNotExist();
        bench().assertNoContainers();
    }

    @Test
    void theWholeChangeComesWithTheEndWhereItIsAskedFor() throws Exception {
        server.asksForPatch().secrets(Map.of("API_TOKEN", new Secret("canary-of-a-token")));
        start(claude(Bench.repository(folder), BEGIN + "echo changed >> README.md" + GOOD));

        assertThat(Objects.requireNonNull(server.end().patch()).text())
                .startsWith("diff --git a/README.md b/README.md\n")
                .endsWith("@@ -1 +1,2 @@\n read me\n+changed\n");

        RecordedServer second = new RecordedServer().asksForPatch();
        second.secrets(Map.of("API_TOKEN", new Secret("canary-of-a-token")));
        String leak = BEGIN + "echo token is $API_TOKEN > config.txt" + GOOD;
        start(claude(second, Bench.repository(folder), leak, Bench.settings()));
        assertThat(second.end().patch()).isEqualTo(Report.Patch.without(Report.Omission.HOLDS_SECRET));
    }

    @Test
    void aConversationThatIsForgottenBeginsAnew() throws Exception {
        Path origin = Bench.repository(folder);
        String script = BEGIN + "if [ \"$1\" = --again ]; then echo No conversation found with session ID: $2 >&2;"
                + " exit 1; fi; echo \"$told\" > told.txt" + GOOD;
        CommandLine command =
                new CommandLine("sh", "-c '" + script.replace("'", "'\\''") + "' sh --again {resume}", null);
        AgentHost host = bench().host(folder, Bench.with(Bench.settings(), Map.of("claude_code", command)), threads);
        String task = "task-" + UUID.randomUUID();
        Path home = Files.createDirectories(
                folder.resolve("state/tasks").resolve(task).resolve("home"));
        Files.writeString(home.resolve("kept"), "");
        start(new AgentSession(host, resumed(task, origin), server));

        assertThat(server.end().error()).isNull();
        assertThat(folder.resolve("worktrees").resolve(task).resolve("told.txt"))
                .content()
                .contains("Do it.", "And tests.");
        assertThat(server.texts("error_output", "content"))
                .contains("the agent does not know the conversation any more: a new one begins");
        assertThat(server.texts("session_end", "success")).containsExactly("true");
    }

    private static AgentJob resumed(String task, Path origin) {
        return new AgentJob(
                task,
                UUID.randomUUID().toString(),
                Objects.requireNonNull(AgentPrograms.of("claude_code")),
                null,
                "Do it. And tests.",
                "A title",
                null,
                List.of(new AgentTask.BaseRemote(origin.toString(), "main")),
                null,
                new AgentJob.Again("talk-0", "And tests.", null));
    }

    @Test
    void whatBecameOfTheLastRunIsKeptWithTheTask() throws Exception {
        Path origin = Bench.repository(folder);
        String task = "task-" + UUID.randomUUID();
        Path state = folder.resolve("state/tasks").resolve(task).resolve("state.json");
        String first = BEGIN + "echo made > made.txt" + GOOD;
        AgentHost good = bench().host(folder, Bench.with(Bench.settings(), claude(first)), threads);
        start(new AgentSession(good, resumed(task, origin), server));
        server.end();

        assertThat(state).hasContent("{\"execution_state\":\"succeeded\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        over();

        RecordedServer second = new RecordedServer();
        AgentHost asks =
                bench().host(folder, Bench.with(Bench.settings(), claude(BEGIN + "IFS= read -r go; exit 3")), threads);
        AgentSession again = new AgentSession(asks, resumed(task, origin), second);
        start(again);
        second.awaitEvent("session_start");
        assertThat(state).hasContent("{\"execution_state\":\"running\"}");
        again.stop(new AgentFailure(ErrorCode.TASK_CANCELLED, "enough"));
        second.end();
        assertThat(state).hasContent("{\"execution_state\":\"cancelled\"}");
    }

    private static Map<String, CommandLine> claude(String script) {
        return Map.of("claude_code", Bench.script(script));
    }

    @Test
    void secretsReachTheAgentAndNothingElse() throws Exception {
        server.secrets(Map.of(
                "ANTHROPIC_API_KEY", new Secret("canary 'quoted' \"ü\"\nsecond line\n"), "PATH", new Secret("/evil")));
        AgentSession session = claude(
                Bench.repository(folder),
                BEGIN
                        + "printf '%s' \"$ANTHROPIC_API_KEY\" | tr -d '\\n' | sed 's/canary/CANARY/' > key.txt;"
                        + "echo \"$ANTHROPIC_API_KEY\"" + GOOD);
        start(session);
        Standing end = server.end();

        assertThat(end.error()).isNull();
        Path worktree = folder.resolve("worktrees").resolve(session.job().taskId());
        assertThat(worktree.resolve("key.txt")).hasContent("CANARY 'quoted' \"ü\"second line");
        assertThat(server.texts("error_output", "content"))
                .singleElement()
                .asString()
                .contains("PATH");
        assertThat(server.events().toString()).doesNotContain("quoted");
    }

    @Test
    void aSecretIsNowhereButInTheAgent() throws Exception {
        String value = "canary-" + UUID.randomUUID();
        Canary canary = new Canary(value);
        server.secrets(Map.of("ANTHROPIC_API_KEY", new Secret(value)));
        AgentSession session =
                claude(Bench.repository(folder), BEGIN + "echo \"key $ANTHROPIC_API_KEY\"; IFS= read -r more" + GOOD);
        start(session);
        server.awaitEvent("key ***");

        String self = String.valueOf(ProcessHandle.current().pid());
        assertThat(canary.onCommandLines()).isEmpty();
        assertThat(canary.inEnvironments()).doesNotContain(self).hasSizeLessThanOrEqualTo(1);
        assertThat(canary.in(bench().testEngine().folder())).isEmpty();
        assertThat(canary.in(folder)).isEmpty();
        session.stop(new AgentFailure(ErrorCode.TASK_CANCELLED, "seen enough of " + value));
        Standing end = server.end();
        over();
        assertThat(end.toString()).doesNotContain(value);
        assertThat(end.error()).isEqualTo("seen enough of ***");
        assertThat(server.events().toString()).doesNotContain(value);
        assertThat(canary.in(bench().testEngine().folder())).isEmpty();
        assertThat(canary.in(folder)).isEmpty();
        assertThat(canary.inEnvironments()).isEmpty();
    }

    @Test
    void aRepositoryBringsAnImageOfItsOwn() throws Exception {
        Path origin = Bench.repository(folder);
        Path setup = Files.createDirectories(origin.resolve(".delidev/setup"));
        Files.writeString(
                setup.resolve("Dockerfile"),
                "FROM " + TestEngine.IMAGE + "\nCOPY tool.sh /bin/tool\nRUN echo building\n");
        Files.writeString(setup.resolve("tool.sh"), "#!/bin/sh\necho made by a tool\n");
        Files.setPosixFilePermissions(setup.resolve("tool.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        commit(origin);
        AgentSession session = claude(origin, BEGIN + "tool > tool.txt" + GOOD);
        start(session);
        Standing end = server.end();

        assertThat(end.error()).isNull();
        assertThat(folder.resolve("worktrees").resolve(session.job().taskId()).resolve("tool.txt"))
                .hasContent("made by a tool");
        assertThat(server.texts("text_output", "content")).anyMatch(line -> line.contains("building"));

        RecordedServer second = new RecordedServer();
        start(claude(second, origin, BEGIN + "tool" + GOOD, Bench.settings()));
        assertThat(second.end().error()).isNull();
        assertThat(second.texts("text_output", "content")).noneMatch(line -> line.contains("building"));
    }

    @Test
    void anImageThatCannotBeBuiltIsToldWithItsLastLines() throws Exception {
        Path origin = Bench.repository(folder);
        Path setup = Files.createDirectories(origin.resolve(".delidev/setup"));
        Files.writeString(setup.resolve("Dockerfile"), "FROM " + TestEngine.IMAGE + "\nRUN echo so far && exit 7\n");
        commit(origin);
        start(claude(origin, "true"));
        assertThat(reason(server.end())).startsWith("IMAGE_BUILD_FAILED").contains("so far");

        Files.createSymbolicLink(setup.resolve("out"), Path.of("../../../etc/passwd"));
        commit(origin);
        RecordedServer second = new RecordedServer();
        start(claude(second, origin, "true", Bench.settings()));
        assertThat(reason(second.end())).startsWith("IMAGE_BUILD_FAILED").contains("leads out");
    }

    private static void commit(Path origin) throws Exception {
        Bench.git(origin, "add", ".");
        Bench.git(
                origin,
                "-c",
                "user.name=Test",
                "-c",
                "user.email=t@example.invalid",
                "commit",
                "--quiet",
                "-m",
                "more");
    }

    @Test
    void anAgentThatStopsToAskIsStartedAgainWithTheAnswer() throws Exception {
        String script = "told=$(cat); echo '{\"type\":\"text\",\"sessionID\":\"ses_1\",\"part\":{\"type\":\"text\","
                + "\"text\":\"hello\"}}'; if [ \"$1\" = --again ]; then echo \"$told\" > told.txt; else"
                + " echo '{\"type\":\"question\",\"sessionID\":\"ses_1\",\"content\":\"Go on?\",\"options\":[\"Yes\",\"No\"]}'; fi";
        AgentSession session = session(
                AgentPrograms.of("open_code"),
                Bench.repository(folder),
                new CommandLine("sh", "-c '" + script.replace("'", "'\\''") + "' sh --again {resume}", null),
                Bench.settings());
        // the flag goes with the conversation: the first run has neither
        start(session);
        Asked asked = server.question();
        assertThat(asked.type()).isEqualTo(Question.Type.CONFIRM);
        server.answer(asked, "Yes");
        Standing end = server.end();

        assertThat(end.error()).isNull();
        assertThat(folder.resolve("worktrees").resolve(session.job().taskId()).resolve("told.txt"))
                .hasContent("Yes");
        assertThat(server.texts("session_start", "agent_type")).containsExactly("open_code");
        assertThat(server.texts("session_end", "success")).containsExactly("true");
    }

    @Test
    void whatAPersonConfidesIsSeenByTheAgentAlone() throws Exception {
        String confided = "hunter2-and-more";
        AgentSession session = claude(
                Bench.repository(folder),
                BEGIN + ask("The password?").replaceFirst("\"options\":\\[.*?]", "\"options\":[]")
                        + "IFS= read -r answer; echo \"it is $answer\"; echo \"$answer\" > answer.json;"
                        + " echo \"and again $answer\" >&2" + GOOD);
        server.asksForPatch();
        start(session);
        Asked asked = server.question();
        assertThat(asked.type()).isEqualTo(Question.Type.PASSWORD);
        server.answer(asked, confided);
        Standing end = server.end();

        assertThat(end.error()).isNull();
        assertThat(folder.resolve("worktrees").resolve(session.job().taskId()).resolve("answer.json"))
                .content()
                .contains(confided);
        assertThat(server.events()).map(Object::toString).noneMatch(event -> event.contains(confided));
        assertThat(server.events()).map(Object::toString).anyMatch(event -> event.contains("it is "));
        assertThat(Objects.requireNonNull(end.patch()).text()).isNull();
    }

    private static String tool(String name, String input) {
        return "echo '{\"type\":\"assistant\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\","
                + "\"id\":\"" + name + "1\",\"name\":\"" + name + "\",\"input\":" + input + "}]}}';";
    }

    @Test
    void aQuestionInPassingKeepsNobodyWhoIsDone() throws Exception {
        String asks = tool("AskUserQuestion", "{\"questions\":[{\"question\":\"Which?\",\"options\":[]}]}");
        String done = GOOD.substring(2) + "; cat > /dev/null";

        start(claude(Bench.repository(folder), BEGIN + asks + tool("Bash", "{\"command\":\"true\"}") + done));
        assertThat(server.end().error()).isNull();
        assertThat(server.withdrawn()).containsExactly("Which?");

        RecordedServer second = new RecordedServer();
        AgentSettings brief = asking(new AgentSettings.Asking(Duration.ofMillis(300), false, true));
        start(claude(second, Bench.repository(folder), BEGIN + asks + done, brief));
        assertThat(second.end().error()).isNull();
        assertThat(second.withdrawn()).containsExactly("late: Which?");
    }

    @Test
    void aQuestionThatNobodyAnswersIsGivenUp() throws Exception {
        AgentSettings settings = asking(new AgentSettings.Asking(Duration.ofMillis(600), false, true));
        AgentSession session = claude(
                Bench.repository(folder),
                BEGIN + ask("Which?") + "IFS= read -r answer; echo \"$answer\" > answer.json" + GOOD,
                settings);
        start(session);
        Standing end = server.end();

        assertThat(end.error()).isNull();
        assertThat(server.withdrawn()).containsExactly("late: Which?");
        assertThat(folder.resolve("worktrees").resolve(session.job().taskId()).resolve("answer.json"))
                .content()
                .contains("\"behavior\":\"deny\"");

        RecordedServer second = new RecordedServer();
        start(claude(
                second,
                Bench.repository(folder),
                BEGIN + ask("Which?") + "sleep 1000",
                asking(new AgentSettings.Asking(Duration.ofMillis(600), true, true))));
        assertThat(reason(second.end())).startsWith("TTY_TIMEOUT");
    }

    @Test
    void filesOfSeveralRepositoriesAreToldByOneNameEach() throws Exception {
        Path first = Bench.repository(folder);
        Path second = Bench.repository(folder);
        String there = Places.worktree(String.valueOf(second.getFileName()));
        String writes = tool("Write", "{\"file_path\":\"" + there + "/mine.txt\",\"content\":\"x\"}")
                + "echo '{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                + "\"tool_use_id\":\"Write1\",\"content\":\"done\"}]}}';";
        String script = BEGIN + "cd " + there + "; echo x > mine.txt; echo x >> README.md; cd - > /dev/null;"
                + "echo x >> README.md;" + writes + GOOD.substring(2);
        AgentHost host = bench().host(
                        folder, Bench.with(Bench.settings(), Map.of("claude_code", Bench.script(script))), threads);
        start(new AgentSession(
                host,
                new AgentJob(
                        "task-" + UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        Objects.requireNonNull(AgentPrograms.of("claude_code")),
                        null,
                        "Do it.",
                        "A title",
                        null,
                        List.of(
                                new AgentTask.BaseRemote(first.toString(), "main"),
                                new AgentTask.BaseRemote(second.toString(), "main")),
                        null,
                        null),
                server));

        assertThat(server.end().error()).isNull();
        assertThat(server.texts("file_change", "path"))
                .containsExactly(there + "/mine.txt", "README.md", there + "/README.md");
    }
}
