package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.agent.formats.api.AgentRun;
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
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.Report;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an agent may not do, and the ways in which it ends. */
@Tag("containers")
class AgentSessionLimitsTest extends ScriptedRuns {
    @Test
    void anEngineThatIsKilledLosesTheRunAndItsContainerIsFoundLater() throws Exception {
        AgentSession session = claude(Bench.repository(folder), BEGIN + "echo working; sleep 1000");
        start(session);
        server.awaitEvent("working");
        bench().testEngine().kill();
        Standing end = server.end();
        over();
        bench().testEngine().restart();

        assertThat(reason(end)).startsWith("CONTAINER_LOST");
        assertThat(end.details().work()).as("its agent may still write").isNull();
        Orphans orphans = new Orphans(bench().engine(), new Ownership("tests", "the next one"));
        assertThat(orphans.reap(Instant.now())).hasSize(1);
        bench().assertNoContainers();

        RecordedServer second = new RecordedServer();
        start(claude(second, Bench.repository(folder), BEGIN + "true" + GOOD, Bench.settings()));
        assertThat(second.end().error()).isNull();
    }

    @Test
    void aContainerThatCouldNotBeRemovedGoesWhenTheEngineIsBack() throws Exception {
        AgentHost host = bench().host(
                        folder,
                        Bench.with(Bench.settings(), Map.of("claude_code", Bench.script(BEGIN + "sleep 1000"))),
                        threads);
        AgentProgram claude = Objects.requireNonNull(AgentPrograms.of("claude_code"));
        start(session(server, claude, Bench.repository(folder), host));
        server.awaitEvent("session_start");
        bench().testEngine().kill();
        assertThat(reason(server.end())).startsWith("CONTAINER_LOST");
        over();
        bench().testEngine().restart();

        RecordedServer second = new RecordedServer();
        AgentSession next = session(second, claude, Bench.repository(folder), host);
        start(next);
        second.awaitEvent("session_start");
        next.stop(new AgentFailure(ErrorCode.TASK_CANCELLED, "enough"));
        over();
        bench().assertNoContainers();
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
                    0,
                    true,
                    null,
                    false);
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
                Long.MAX_VALUE,
                true,
                null,
                false);
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
        assertThat(ends("echo trouble >&2; echo Usage: >&2; exit 4"))
                .isEqualTo("AGENT_CRASHED: the agent exited with code 4: trouble | Usage:");
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

    private static final String GREEDY = "dd if=/dev/zero of=/dev/null bs=512M count=1; ";

    private static AgentSettings little(boolean endsWithoutMemory) {
        ContainerSpec.Limits limits = new ContainerSpec.Limits(64L << 20, 0, 64, 1 << 20);
        return Bench.settings(new AgentSettings.Box(
                "none", new AllowList(List.of()), null, false, true, limits, 0, endsWithoutMemory, null, false));
    }

    @Test
    void memoryThatRunsOutIsToldAsThat() throws Exception {
        start(claude(Bench.repository(folder), BEGIN + GREEDY + "exit $?", little(true)));

        assertThat(reason(server.end())).isEqualTo("CONTAINER_OOM: out of memory (limit 64 MiB)");
    }

    @Test
    void aPartThatRunsOutOfMemoryEndsTheRunUnlessTheOperatorLetsItGoOn() throws Exception {
        start(claude(Bench.repository(folder), BEGIN + GREEDY + "sleep 1000", little(true)));
        assertThat(reason(server.end())).isEqualTo("CONTAINER_OOM: out of memory (limit 64 MiB)");

        RecordedServer second = new RecordedServer();
        start(claude(second, Bench.repository(folder), BEGIN + GREEDY + "true" + GOOD, little(false)));
        assertThat(second.end().error()).isNull();
        assertThat(second.texts("error_output", "content"))
                .containsOnlyOnce("memory ran out for a part of the agent's work");
    }

    @Test
    void anImageWithoutAShellHasNoAgent() throws Exception {
        Path bare = Files.createDirectories(folder.resolve("bare"));
        Files.writeString(bare.resolve("readme"), "nothing to run");
        bench().testEngine().importImage(bare, "localhost/atelier-bare:latest");
        AgentSettings usual = Bench.settings();
        AgentSettings.Images images = new AgentSettings.Images(
                "localhost/atelier-bare:latest",
                AgentSettings.Images.Pull.NEVER,
                false,
                Bench.LIMIT,
                Bench.LIMIT,
                "none");
        AgentSettings settings = new AgentSettings(
                usual.box(), usual.times(), usual.asking(), usual.work(), images, usual.secrets(), usual.speech());
        start(claude(Bench.repository(folder), "true", settings));

        assertThat(reason(server.end())).startsWith("AGENT_NOT_INSTALLED");
        bench().assertNoContainers();
    }

    @Test
    void longTextsAreCutAndLongLinesDroppedWhereTheOperatorSays() throws Exception {
        AgentSettings usual = Bench.settings();
        AgentRun.Limits limits = new AgentRun.Limits(2 << 10, 1 << 10);
        AgentSettings settings = new AgentSettings(
                usual.box(),
                usual.times(),
                usual.asking(),
                usual.work(),
                usual.images(),
                usual.secrets(),
                new AgentSettings.Speech(Map.of(), Set.of(), "", limits));
        start(claude(
                Bench.repository(folder),
                BEGIN + says("x".repeat(1_500)) + says("y".repeat(3_000)) + "true" + GOOD,
                settings));

        assertThat(server.end().error()).isNull();
        assertThat(server.texts("text_output", "content"))
                .anyMatch(text -> text.startsWith("xxx") && text.contains("[truncated "))
                .noneMatch(text -> text.contains("yyy"));
        assertThat(server.texts("error_output", "content")).contains("agent output line exceeded 2048 bytes; dropped");
    }

    private static String says(String text) {
        return "echo '{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"" + text
                + "\"}]}}'; ";
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
}
