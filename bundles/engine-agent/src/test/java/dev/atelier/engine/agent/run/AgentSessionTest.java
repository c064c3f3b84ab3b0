package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.common.api.Secret;
import dev.atelier.container.testing.Podman;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.containers.api.Orphans;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentProgram;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.launch.CommandLine;
import dev.atelier.engine.agent.network.AllowList;
import dev.atelier.engine.agent.run.SessionServer.Asked;
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.UnitTask;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: a real container engine, real repositories, and agents that are scripts. */
class AgentSessionTest {
    /** Reads what it is told first, as its secrets come before. */
    private static final String BEGIN = "IFS= read -r told; echo '{\"type\":\"system\",\"subtype\":\"init\","
            + "\"session_id\":\"talk-1\",\"model\":\"scripted\"}'; ";

    private static final String GOOD =
            "; echo '{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"done\","
                    + "\"session_id\":\"talk-1\",\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}'";

    private static @Nullable Bench bench;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> runs = new ArrayList<>();
    private final RecordedServer server = new RecordedServer();

    @TempDir
    Path folder = Path.of("unused");

    @BeforeAll
    static void start() throws Exception {
        bench = Bench.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }

    private void start(AgentSession session) {
        runs.add(threads.submit(session));
    }

    /** Waits until nothing is left to do. */
    private void over() throws Exception {
        for (Future<?> run : runs) {
            run.get(Bench.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Bench bench() {
        return Objects.requireNonNull(bench);
    }

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
                new Assignment.Resume("talk-0", "And tests."));
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
        assertThat(canary.in(bench().podman().folder())).isEmpty();
        assertThat(canary.in(folder)).isEmpty();
        session.stop(new AgentFailure(ErrorCode.TASK_CANCELLED, "seen enough of " + value));
        Standing end = server.end();
        over();
        assertThat(end.toString()).doesNotContain(value);
        assertThat(end.error()).isEqualTo("seen enough of ***");
        assertThat(server.events().toString()).doesNotContain(value);
        assertThat(canary.in(bench().podman().folder())).isEmpty();
        assertThat(canary.in(folder)).isEmpty();
        assertThat(canary.inEnvironments()).isEmpty();
    }

    @Test
    void anEngineThatIsKilledLosesTheRunAndItsContainerIsFoundLater() throws Exception {
        AgentSession session = claude(Bench.repository(folder), BEGIN + "echo working; sleep 1000");
        start(session);
        server.awaitEvent("working");
        bench().podman().kill();
        Standing end = server.end();
        over();
        bench().podman().restart();

        assertThat(reason(end)).startsWith("CONTAINER_LOST");
        Orphans orphans = new Orphans(bench().engine(), new Ownership("tests", "the next one"));
        assertThat(orphans.reap(Instant.now())).hasSize(1);
        bench().assertNoContainers();

        RecordedServer second = new RecordedServer();
        start(claude(second, Bench.repository(folder), BEGIN + "true" + GOOD, Bench.settings()));
        assertThat(second.end().error()).isNull();
    }

    @Test
    void aRepositoryBringsAnImageOfItsOwn() throws Exception {
        Path origin = Bench.repository(folder);
        Path setup = Files.createDirectories(origin.resolve(".delidev/setup"));
        Files.writeString(
                setup.resolve("Dockerfile"), "FROM " + Podman.IMAGE + "\nCOPY tool.sh /bin/tool\nRUN echo building\n");
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
        Files.writeString(setup.resolve("Dockerfile"), "FROM " + Podman.IMAGE + "\nRUN echo so far && exit 7\n");
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
    void anAgentReachesTheHostsOfItsListAndNoOthers() throws Exception {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            byte[] body = ("hello " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        site.start();
        try {
            String there = "127.0.0.1:" + site.getAddress().getPort();
            AgentSettings.Box box = Bench.settings().box();
            AgentSettings.Box filtered = new AgentSettings.Box(
                    AgentSettings.Box.FILTERED,
                    new AllowList(List.of(there)),
                    box.user(),
                    box.rootAllowed(),
                    box.readOnly(),
                    box.limits(),
                    0);
            AgentSession session = claude(
                    Bench.repository(folder),
                    BEGIN + "unset no_proxy NO_PROXY; wget -q -O through.txt http://" + there + "/x;"
                            + " wget -q -O denied.txt http://127.0.0.1:1/ 2> denied.err;"
                            + " wget -Y off -q -O direct.txt http://" + there + "/y 2> direct.err" + GOOD,
                    Bench.settings(filtered));
            start(session);
            Standing end = server.end();

            assertThat(end.error()).isNull();
            Path worktree = folder.resolve("worktrees").resolve(session.job().taskId());
            assertThat(worktree.resolve("through.txt")).hasContent("hello /x");
            assertThat(worktree.resolve("denied.err")).content().contains("403");
            assertThat(worktree.resolve("direct.txt")).doesNotExist();
            assertThat(server.texts("error_output", "content")).containsExactly("not let through: 127.0.0.1:1");
        } finally {
            site.stop(0);
        }
    }

    @Test
    void aDiskThatIsFullIsNotFilledFurther() throws Exception {
        AgentSettings.Box box = Bench.settings().box();
        AgentSettings.Box greedy = new AgentSettings.Box(
                box.network(),
                box.hosts(),
                box.user(),
                box.rootAllowed(),
                box.readOnly(),
                box.limits(),
                Long.MAX_VALUE);
        start(claude(Bench.repository(folder), "true", Bench.settings(greedy)));

        assertThat(reason(server.end())).startsWith("DISK_LOW");
        assertThat(folder.resolve("worktrees")).isEmptyDirectory();
    }

    @Test
    void aHostileAgentRunsNothingOnTheHost() throws Exception {
        Path trap = folder.resolve("trapped");
        String script = BEGIN + "rm -f .git; mkdir -p .git/hooks; printf '[core]\\n fsmonitor = touch " + trap
                + "\\n' > .git/config; printf '* filter=evil\\n' > .gitattributes; ln -s /etc/passwd link;"
                + " ln -s " + folder + " folder; echo work > work.txt" + GOOD;
        AgentSession session = claude(Bench.repository(folder), script);
        start(session);
        Standing end = server.end();
        over();

        assertThat(end.error()).isNull();
        assertThat(server.texts("file_change", "path")).contains("work.txt", "link", "folder");
        assertThat(trap).doesNotExist();
    }

    @Test
    void everyWayToEndIsToldByItsName() throws Exception {
        assertThat(ends("exit 3")).isEqualTo("AGENT_CRASHED: the agent exited with code 3");
        assertThat(ends("echo trouble >&2; exit 4")).isEqualTo("AGENT_CRASHED: the agent exited with code 4: trouble");
        assertThat(ends("exit 126")).startsWith("AGENT_NOT_EXECUTABLE");
        assertThat(ends("exit 0")).startsWith("AGENT_NO_RESULT");
        assertThat(ends("echo '{\"type\":\"result\",\"subtype\":\"error_max_turns\",\"is_error\":true}'"))
                .startsWith("AGENT_REPORTED_ERROR");
        bench().assertNoContainers();
    }

    @Test
    void anAgentThatIsNotInTheImageIsMissed() throws Exception {
        AgentSession session = session(
                AgentPrograms.of("codex_cli"),
                Bench.repository(folder),
                new CommandLine(null, null, null),
                Bench.settings());
        start(session);

        assertThat(reason(server.end())).startsWith("AGENT_NOT_INSTALLED");
    }

    @Test
    void whatTakesTooLongOrIsSilentIsEnded() throws Exception {
        AgentSettings.Times usual = AgentSettings.DEFAULT.times();
        AgentSettings.Times run = new AgentSettings.Times(
                Duration.ofMillis(1500), usual.idle(), Duration.ofMillis(200), usual.start(), usual.drain());
        AgentSettings.Times idle = new AgentSettings.Times(
                usual.run(), Duration.ofMillis(700), Duration.ofMillis(200), usual.start(), usual.drain());

        start(claude(Bench.repository(folder), "while true; do echo x; sleep 0.1; done", times(run)));
        assertThat(reason(server.end())).isEqualTo("TASK_TIMEOUT: task timed out after 1 s");

        RecordedServer second = new RecordedServer();
        start(claude(second, Bench.repository(folder), "echo once; while true; do sleep 1; done", times(idle)));
        Standing end = second.end();
        assertThat(reason(end)).isEqualTo("TASK_IDLE_TIMEOUT: no output for 0 s");
        assertThat(end.details().state()).isEqualTo(Report.State.TIMED_OUT);
        assertThat(second.texts("session_end", "error")).containsExactly("no output for 0 s");
        bench().assertNoContainers();
    }

    @Test
    void aCancelEndsItWhereverItIs() throws Exception {
        AgentSession session =
                claude(Bench.repository(folder), BEGIN + "echo half > half.txt; echo working; sleep 1000");
        start(session);
        server.awaitEvent("working");
        session.stop(new AgentFailure(ErrorCode.TASK_CANCELLED, "cancelled by its user"));
        session.stop(new AgentFailure(ErrorCode.WORKER_SHUTDOWN, "later"));
        Standing end = server.end();

        assertThat(reason(end)).isEqualTo("TASK_CANCELLED: cancelled by its user");
        assertThat(end.details().state()).isEqualTo(Report.State.CANCELLED);
        assertThat(Objects.requireNonNull(end.details().work()).hasChanges()).isTrue();
        bench().assertNoContainers();

        RecordedServer second = new RecordedServer();
        AgentSession early = claude(second, Bench.repository(folder), "sleep 1000", Bench.settings());
        early.stop(new AgentFailure(ErrorCode.TASK_CANCELLED, "before it began"));
        start(early);
        assertThat(reason(second.end())).isEqualTo("TASK_CANCELLED: before it began");
        assertThat(second.events()).isEmpty();
    }

    @Test
    void memoryThatRunsOutIsToldAsThat() throws Exception {
        ContainerSpec.Limits limits = new ContainerSpec.Limits(64L << 20, 0, 64, 1 << 20);
        AgentSettings.Box box = new AgentSettings.Box("none", new AllowList(List.of()), null, false, true, limits, 0);
        start(claude(
                Bench.repository(folder),
                BEGIN + "dd if=/dev/zero of=/dev/null bs=512M count=1; exit $?",
                Bench.settings(box)));

        assertThat(reason(server.end())).isEqualTo("CONTAINER_OOM: out of memory (limit 64 MiB)");
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
    void anAgentThatSomebodyElseKillsWasNotCrashed() throws Exception {
        AgentSession session = claude(Bench.repository(folder), BEGIN + "echo working; sleep 1000");
        start(session);
        server.awaitEvent("working");
        for (ContainerState container :
                bench().engine().list(Map.of(Ownership.TASK, session.job().taskId()))) {
            bench().engine().kill(container.id(), "KILL");
        }

        assertThat(reason(server.end())).startsWith("AGENT_KILLED");
    }

    private static String ask(String question) {
        return "echo '{\"type\":\"control_request\",\"request_id\":\"R1\",\"request\":{\"subtype\":\"can_use_tool\","
                + "\"tool_name\":\"AskUserQuestion\",\"tool_use_id\":\"t1\",\"input\":{\"questions\":[{\"question\":\""
                + question + "\",\"options\":[{\"label\":\"PostgreSQL\"},{\"label\":\"SQLite\"}]}]}}}';";
    }

    private String ends(String script) throws Exception {
        RecordedServer other = new RecordedServer();
        start(claude(other, Bench.repository(folder), BEGIN + script, Bench.settings()));
        return reason(other.end());
    }

    private static String reason(Standing end) {
        return end.details().errorCode() + ": " + end.error();
    }

    private AgentSession claude(Path origin, String script) throws Exception {
        return claude(origin, script, Bench.settings());
    }

    private AgentSession claude(Path origin, String script, AgentSettings settings) throws Exception {
        return claude(server, origin, script, settings);
    }

    private AgentSession claude(RecordedServer of, Path origin, String script, AgentSettings settings)
            throws Exception {
        CommandLine command = Bench.script(script);
        return session(of, AgentPrograms.of("claude_code"), origin, command, settings);
    }

    private AgentSession session(@Nullable AgentProgram agent, Path origin, CommandLine command, AgentSettings settings)
            throws Exception {
        return session(server, agent, origin, command, settings);
    }

    private AgentSession session(
            RecordedServer of, @Nullable AgentProgram agent, Path origin, CommandLine command, AgentSettings settings)
            throws Exception {
        AgentProgram program = Objects.requireNonNull(agent);
        AgentHost host = bench().host(folder, Bench.with(settings, Map.of(program.type(), command)), threads);
        AgentJob job = new AgentJob(
                "task-" + UUID.randomUUID(),
                UUID.randomUUID().toString(),
                program,
                null,
                "Do it.",
                "A title",
                null,
                List.of(new AgentTask.BaseRemote(origin.toString(), "main")),
                null,
                null);
        return new AgentSession(host, job, of);
    }

    private static AgentSettings times(AgentSettings.Times times) {
        AgentSettings usual = Bench.settings();
        return new AgentSettings(
                usual.box(),
                times,
                usual.asking(),
                usual.work(),
                usual.images(),
                usual.secrets(),
                Map.of(),
                Set.of(),
                "");
    }

    private static AgentSettings asking(AgentSettings.Asking asking) {
        AgentSettings usual = Bench.settings();
        return new AgentSettings(
                usual.box(),
                usual.times(),
                asking,
                usual.work(),
                usual.images(),
                usual.secrets(),
                Map.of(),
                Set.of(),
                "");
    }
}
