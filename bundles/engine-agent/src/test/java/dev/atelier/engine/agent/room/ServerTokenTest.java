package dev.atelier.engine.agent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.server.FakeMainServer;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.registration.api.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTokenTest {
    @TempDir
    Path folder = Path.of("unused");

    private static @Nullable Secret token(String file, Map<String, String> environment) throws IOException {
        return ServerToken.of(ReadConfigTest.config(Map.of("agent_worker_token__file", file)), environment);
    }

    @Test
    void isTakenFromTheEnvironmentWhereNoFileIsNamed() throws Exception {
        assertThat(token("", Map.of("DELIDEV_WORKER_TOKEN", " theirs\n"))).isEqualTo(new Secret("theirs"));
        assertThat(token("", Map.of("ATELIER_AGENT_WORKER_TOKEN", "ours", "DELIDEV_WORKER_TOKEN", "theirs")))
                .isEqualTo(new Secret("ours"));
        assertThat(token("", Map.of("ATELIER_AGENT_WORKER_TOKEN", " ", "DELIDEV_WORKER_TOKEN", "theirs")))
                .isEqualTo(new Secret("theirs"));
        assertThat(token("", Map.of("DELIDEV_WORKER_TOKEN", ""))).isNull();
        assertThat(token("", Map.of())).isNull();
    }

    @Test
    void aFileCountsBeforeTheEnvironment() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "filed\n");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Map<String, String> environment = Map.of("DELIDEV_WORKER_TOKEN", "theirs");

        assertThat(token(file.toString(), environment)).isEqualTo(new Secret("filed"));
        assertThatThrownBy(() -> token(empty.toString(), environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("agent.worker.token_file holds no token");
    }

    @Test
    void theServerIsShownIt() throws Exception {
        try (FakeMainServer server = new FakeMainServer()) {
            Home home = AgentRoomTest.made(
                    Home.class,
                    Map.of("root", folder, "state", Files.createDirectories(folder.resolve("state")), "version", "1"));
            Map<String, Object> settings = Map.of(
                    "agent_enabled",
                    true,
                    "agent_main__server_url",
                    server.url(),
                    "agent_container_runtime",
                    "podman",
                    "agent_container_socket",
                    folder.resolve("none.sock").toString());
            AgentRoom room = new AgentRoom(
                    home,
                    AgentRoomTest.made(Registration.class, Map.of("watch", (Registration.Subscription) () -> {})),
                    AgentRoomTest.made(Jobs.class, Map.of("paused", false)),
                    (bind, port, token, callee, ready) -> () -> {},
                    ReadConfigTest.config(settings),
                    Map.of("DELIDEV_WORKER_TOKEN", "canary-of-a-token"));

            room.start();
            try {
                server.await("worker.register", params -> true);
            } finally {
                room.stop();
            }

            assertThat(server.credentials()).containsExactly("Bearer canary-of-a-token");
        }
    }
}
