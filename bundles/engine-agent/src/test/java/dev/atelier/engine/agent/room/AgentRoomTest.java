package dev.atelier.engine.agent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.server.FakeMainServer;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.Registration;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a worker's registration to a task that is done, with the settings an operator has. */
@Tag("containers")
class AgentRoomTest {
    private static final String CLAUDE = """
            #!/bin/sh
            IFS= read -r told
            echo '{"type":"system","subtype":"init","session_id":"s"}'
            echo made > made.txt
            echo '{"type":"result","subtype":"success","is_error":false,"result":"done"}'
            """;

    @TempDir
    Path folder = Path.of("unused");

    static <T> T made(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                AgentRoomTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.containsKey(method.getName())
                        ? answers.get(method.getName())
                        : method.isDefault()
                                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                                : method.getDefaultValue()));
    }

    private AgentRoom room(FakeMainServer server, Map<String, Object> settings) throws Exception {
        Home home = made(
                Home.class,
                Map.of("root", folder, "state", Files.createDirectories(folder.resolve("state")), "version", "1"));
        Credentials known = new Credentials(StudioAddress.parse(server.url()), "worker-1", new Secret("token"));
        Registration registration =
                made(Registration.class, Map.of("credentials", Optional.of(known), "watch", (Registration.Subscription)
                        () -> {}));
        return new AgentRoom(
                home,
                registration,
                made(Jobs.class, Map.of("paused", false)),
                (bind, port, token, callee, ready) -> () -> {},
                made(AgentConfig.class, settings));
    }

    private Path repository() throws Exception {
        Path origin = Bench.repository(folder);
        Path setup = Files.createDirectories(origin.resolve(".delidev/setup"));
        Files.writeString(setup.resolve("Dockerfile"), "FROM localhost/atelier-test:latest\nCOPY claude /bin/claude\n");
        Files.writeString(setup.resolve("claude"), CLAUDE);
        Files.setPosixFilePermissions(setup.resolve("claude"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Bench.git(origin, "add", ".");
        Bench.git(
                origin, "-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "--quiet", "-m", "image");
        return origin;
    }

    @Test
    void servesTheStudioItIsRegisteredWithWhenItIsWanted() throws Exception {
        try (Bench bench = Bench.start();
                FakeMainServer server = new FakeMainServer()) {
            String task = server.task("claude_code", repository());
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "agent_container_runtime",
                    bench.testEngine().name(),
                    "agent_container_socket",
                    bench.testEngine().socket().toString(),
                    "agent_container_memory__limit",
                    "256m",
                    "agent_min__free__disk",
                    "0",
                    "agent_worktree__dir",
                    folder.resolve("quick/disk").toString()));
            AgentRoom room = room(server, settings);
            room.start();
            try {
                settings.put("agent_enabled", true);
                room.modified(made(AgentConfig.class, settings));

                assertThat(server.awaitState("succeeded").path("task_id").asText())
                        .isEqualTo(task);
                assertThat(server.calls("worker.register")).hasSize(1);
                assertThat(server.calls("worker.register").get(0).path("name").asText())
                        .isEqualTo("worker-1");
                assertThat(folder.resolve("quick/disk").resolve(task).resolve("made.txt"))
                        .hasContent("made");

                settings.put("agent_keep__home", true);
                room.modified(made(AgentConfig.class, settings));
                settings.put("agent_enabled", false);
                room.modified(made(AgentConfig.class, settings));
                server.await("worker.unregister", params -> true);
                assertThat(server.calls("worker.register")).hasSize(1);
            } finally {
                room.stop();
            }
            bench.assertNoContainers();
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("agent")));
            assertThat(server.calls("worker.unregister")).hasSize(1);
        }
    }

    @Test
    void anEngineWhoseSocketIsSetLaterIsAskedSoon() throws Exception {
        Path socket = folder.resolve("later.sock");
        try (FakeMainServer server = new FakeMainServer();
                ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "agent_enabled",
                    true,
                    "agent_container_socket",
                    folder.resolve("none.sock").toString()));
            AgentRoom room = room(server, settings);
            room.start();
            try {
                server.await("worker.register", params -> true);

                settings.put("agent_container_socket", socket.toString());
                room.modified(made(AgentConfig.class, settings));

                await().atMost(Bench.LIMIT).until(() -> asked(engine));
                assertThat(server.calls("worker.register")).hasSize(1);
            } finally {
                room.stop();
            }
        }
    }

    private static boolean asked(ServerSocketChannel engine) throws IOException {
        try (SocketChannel caller = engine.accept()) {
            return caller != null;
        }
    }
}
