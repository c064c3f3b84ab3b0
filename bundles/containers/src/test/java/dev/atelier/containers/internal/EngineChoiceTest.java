package dev.atelier.containers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineChoiceTest {
    private static final Path DOCKER = Path.of("/var/run/docker.sock");

    @Test
    void eachRuntimeHasItsSocket() throws Exception {
        assertThat(EngineChoice.of("docker", null, 1000, Map.of()).sockets()).containsExactly(DOCKER);
        assertThat(EngineChoice.of("podman", null, 1000, Map.of()).sockets())
                .containsExactly(Path.of("/run/user/1000/podman/podman.sock"));
        assertThat(EngineChoice.of("podman", "", 0, Map.of()).sockets())
                .containsExactly(Path.of("/run/podman/podman.sock"));
        assertThat(EngineChoice.of("podman", "unix:///a/b.sock", 0, Map.of()).sockets())
                .containsExactly(Path.of("/a/b.sock"));
    }

    @Test
    void autoLooksEverywhereButNeverOverTcp() throws Exception {
        List<Path> found = EngineChoice.of("auto", null, 0, Map.of("DOCKER_HOST", "unix:///d.sock"))
                .sockets();

        assertThat(found).containsExactly(Path.of("/d.sock"), DOCKER, Path.of("/run/podman/podman.sock"));
        assertThat(EngineChoice.of("auto", null, 0, Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375"))
                        .sockets())
                .containsExactly(DOCKER, Path.of("/run/podman/podman.sock"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:2375", "http://x", "relative.sock"})
    void onlyUnixSocketsAreTaken(String socket) {
        assertThatThrownBy(() -> EngineChoice.of("docker", socket, 0, Map.of()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(socket);
    }

    @Test
    void anUnknownRuntimeIsRefused() {
        assertThatThrownBy(() -> EngineChoice.of("lxc", null, 0, Map.of())).hasMessageContaining("lxc");
    }
}
