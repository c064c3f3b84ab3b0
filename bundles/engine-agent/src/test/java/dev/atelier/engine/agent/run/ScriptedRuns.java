package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.launch.AgentProgram;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.launch.CommandLine;
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.AgentTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: a real container engine, real repositories, and agents that are scripts. */
abstract class ScriptedRuns {
    /** Reads what it is told first, as its secrets come before. */
    static final String BEGIN = "IFS= read -r told; echo '{\"type\":\"system\",\"subtype\":\"init\","
            + "\"session_id\":\"talk-1\",\"model\":\"scripted\"}'; ";

    static final String GOOD =
            "; echo '{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"done\","
                    + "\"session_id\":\"talk-1\",\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}'";

    private static @Nullable Bench bench;

    final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> runs = new ArrayList<>();
    final RecordedServer server = new RecordedServer();

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

    void start(AgentSession session) {
        runs.add(threads.submit(session));
    }

    /** Waits until nothing is left to do. */
    void over() throws Exception {
        for (Future<?> run : runs) {
            run.get(Bench.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    static Bench bench() {
        return Objects.requireNonNull(bench);
    }

    static String ask(String question) {
        return "echo '{\"type\":\"control_request\",\"request_id\":\"R1\",\"request\":{\"subtype\":\"can_use_tool\","
                + "\"tool_name\":\"AskUserQuestion\",\"tool_use_id\":\"t1\",\"input\":{\"questions\":[{\"question\":\""
                + question + "\",\"options\":[{\"label\":\"PostgreSQL\"},{\"label\":\"SQLite\"}]}]}}}';";
    }

    String ends(String script) throws Exception {
        RecordedServer other = new RecordedServer();
        start(claude(other, Bench.repository(folder), BEGIN + script, Bench.settings()));
        return reason(other.end());
    }

    static String reason(Standing end) {
        return end.details().errorCode() + ": " + end.error();
    }

    AgentSession claude(Path origin, String script) throws Exception {
        return claude(origin, script, Bench.settings());
    }

    AgentSession claude(Path origin, String script, AgentSettings settings) throws Exception {
        return claude(server, origin, script, settings);
    }

    AgentSession claude(RecordedServer of, Path origin, String script, AgentSettings settings) throws Exception {
        CommandLine command = Bench.script(script);
        return session(of, AgentPrograms.of("claude_code"), origin, command, settings);
    }

    AgentSession session(@Nullable AgentProgram agent, Path origin, CommandLine command, AgentSettings settings)
            throws Exception {
        return session(server, agent, origin, command, settings);
    }

    AgentSession session(
            RecordedServer of, @Nullable AgentProgram agent, Path origin, CommandLine command, AgentSettings settings)
            throws Exception {
        AgentProgram program = Objects.requireNonNull(agent);
        AgentHost host = bench().host(folder, Bench.with(settings, Map.of(program.type(), command)), threads);
        return session(of, program, origin, host);
    }

    static AgentSession session(RecordedServer of, AgentProgram program, Path origin, AgentHost host) {
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

    static AgentSettings times(AgentSettings.Times times) {
        AgentSettings usual = Bench.settings();
        return new AgentSettings(
                usual.box(), times, usual.asking(), usual.work(), usual.images(), usual.secrets(), usual.speech());
    }

    static AgentSettings asking(AgentSettings.Asking asking) {
        AgentSettings usual = Bench.settings();
        return new AgentSettings(
                usual.box(), usual.times(), asking, usual.work(), usual.images(), usual.secrets(), usual.speech());
    }
}
