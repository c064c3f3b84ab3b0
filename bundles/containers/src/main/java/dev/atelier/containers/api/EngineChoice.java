package dev.atelier.containers.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine is looked for.
 *
 * @param sockets asked in this order; the first that answers is taken
 */
public record EngineChoice(String runtime, List<Path> sockets) {
    private static final Path DOCKER = Path.of("/var/run/docker.sock");

    public EngineChoice {
        sockets = List.copyOf(sockets);
    }

    /**
     * @param runtime {@code docker}, {@code podman} or {@code auto}
     * @param socket the configured socket, with or without {@code unix://}
     * @param uid of the worker, for the socket of a rootless Podman
     */
    public static EngineChoice of(String runtime, @Nullable String socket, long uid, Map<String, String> environment)
            throws EngineException {
        List<Path> sockets = new ArrayList<>();
        Path podman = Path.of(uid == 0 ? "/run/podman/podman.sock" : "/run/user/" + uid + "/podman/podman.sock");
        Path configured = socket == null || socket.isBlank() ? null : path(socket);
        switch (runtime) {
            case "docker" -> sockets.add(configured == null ? DOCKER : configured);
            case "podman" -> sockets.add(configured == null ? podman : configured);
            case "auto" -> {
                String host = environment.get("DOCKER_HOST");
                if (configured != null) {
                    sockets.add(configured);
                } else {
                    if (host != null && host.startsWith("unix://")) {
                        sockets.add(path(host));
                    }
                    sockets.add(DOCKER);
                    sockets.add(podman);
                }
            }
            default -> throw invalid("the container runtime is docker, podman or auto, not " + runtime);
        }
        return new EngineChoice(runtime, sockets);
    }

    /** Whoever reaches an engine over TCP without a login is root there, so those are never used. */
    private static Path path(String socket) throws EngineException {
        String path = socket.startsWith("unix://") ? socket.substring("unix://".length()) : socket;
        if (path.contains("://") || !path.startsWith("/")) {
            throw invalid("a container engine is reached over a Unix socket (unix:///path), not " + socket);
        }
        return Path.of(path);
    }

    private static EngineException invalid(String message) {
        return new EngineException(EngineException.Code.CONFIG_INVALID, message);
    }
}
