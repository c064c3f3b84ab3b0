package dev.atelier.engine.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.container.testing.TestEngine;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.Containers;
import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineInfo;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.git.Worktrees;
import dev.atelier.engine.agent.launch.CommandLine;
import dev.atelier.engine.agent.network.AllowList;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.run.AgentSettings;
import dev.atelier.engine.agent.run.ImageBuilds;
import dev.atelier.engine.agent.run.Leftovers;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;

/** What whole runs need in tests: a real container engine with a small image, and repositories. */
public final class Bench implements Closeable {
    public static final Duration LIMIT = Duration.ofMinutes(2);
    private static final AgentSettings.Speech SILENT =
            new AgentSettings.Speech(Map.of(), Set.of(), "", AgentRun.Limits.DEFAULT);

    private final TestEngine testEngine;

    private Bench(TestEngine testEngine) {
        this.testEngine = testEngine;
    }

    public static Bench start() throws Exception {
        Bench bench = new Bench(TestEngine.start());
        bench.engine()
                .importImage(
                        "localhost/atelier-test",
                        "latest",
                        tar -> bench.testEngine.rootFileSystem().transferTo(tar),
                        LIMIT);
        return bench;
    }

    public TestEngine testEngine() {
        return testEngine;
    }

    public ContainerEngine engine() throws EngineException {
        return Containers.connect(
                EngineChoice.of(testEngine.name(), testEngine.socket().toString(), 0, Map.of()));
    }

    /** @param folder of one test */
    public AgentHost host(Path folder, AgentSettings settings, Executor threads) throws IOException {
        return host(folder, settings, threads, this::engine);
    }

    /** For tests that run nothing. */
    public static AgentHost host(Path folder, AgentHost.Engines engines) throws IOException {
        return host(folder, AgentSettings.DEFAULT, Runnable::run, engines);
    }

    /** An engine that says what it is, and can do nothing. */
    public static ContainerEngine answering() {
        EngineInfo info = new EngineInfo(EngineInfo.Kind.PODMAN, "5", "1.41", true);
        return (ContainerEngine) Proxy.newProxyInstance(
                ContainerEngine.class.getClassLoader(),
                new Class<?>[] {ContainerEngine.class},
                (proxy, method, arguments) -> info);
    }

    private static AgentHost host(Path folder, AgentSettings settings, Executor threads, AgentHost.Engines engines)
            throws IOException {
        Path state = Files.createDirectories(folder.resolve("state"));
        Worktrees worktrees = new Worktrees(state, folder.resolve("worktrees"), "git", System.getenv(), threads);
        return new AgentHost(
                settings,
                worktrees,
                state,
                engines,
                new Ownership("tests", "one"),
                new ImageBuilds(),
                new Leftovers(),
                threads,
                Clock.systemUTC());
    }

    /** That no run has left anything behind. */
    public void assertNoContainers() throws IOException {
        assertThat(engine().list(Map.of(Ownership.MANAGED, "true"))).isEmpty();
    }

    /** An agent that is a script. */
    public static CommandLine script(String script) {
        return new CommandLine("sh", "-c '" + script.replace("'", "'\\''") + "'", null);
    }

    public static AgentSettings settings() {
        return settings(new AgentSettings.Box(
                "none",
                new AllowList(List.of()),
                null,
                false,
                true,
                new ContainerSpec.Limits(256L << 20, 0, 64, 1 << 20),
                0,
                true,
                null,
                false));
    }

    public static AgentSettings settings(AgentSettings.Box box) {
        AgentSettings usual = AgentSettings.DEFAULT;
        AgentSettings.Times times = usual.times();
        AgentSettings.Times brief = new AgentSettings.Times(
                times.run(), times.idle(), Duration.ofMillis(200), times.start(), times.drain());
        AgentSettings.Images images =
                new AgentSettings.Images(TestEngine.IMAGE, AgentSettings.Images.Pull.NEVER, true, LIMIT, LIMIT, "none");
        return new AgentSettings(box, brief, usual.asking(), usual.work(), images, usual.secrets(), SILENT);
    }

    public static AgentSettings with(AgentSettings settings, Map<String, CommandLine> commands) {
        return new AgentSettings(
                settings.box(),
                settings.times(),
                settings.asking(),
                settings.work(),
                settings.images(),
                settings.secrets(),
                new AgentSettings.Speech(
                        commands, Set.of(), "", settings.speech().limits()));
    }

    /** With one file and one commit. */
    public static Path repository(Path folder) throws Exception {
        Path origin = Files.createDirectory(folder.resolve("origin-" + UUID.randomUUID()));
        git(origin, "init", "--quiet", "--initial-branch=main");
        Files.writeString(origin.resolve("README.md"), "read me\n");
        git(origin, "add", ".");
        commit(origin, "first");
        return origin;
    }

    /** What is in its index. */
    public static void commit(Path repository, String message) throws Exception {
        git(
                repository,
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.invalid",
                "commit",
                "--quiet",
                "-m",
                message);
    }

    public static void git(Path folder, String... arguments) throws Exception {
        ProcessBuilder git =
                new ProcessBuilder("git").directory(folder.toFile()).inheritIO();
        git.command().addAll(List.of(arguments));
        assertThat(git.start().waitFor()).isZero();
    }

    @Override
    public void close() throws IOException {
        testEngine.close();
    }
}
