package dev.atelier.engine.agent.room;

import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lets this worker in at a server that is not its studio: what the operator's file holds, else a variable of this
 * process. That is no setting, as settings are written down and shown.
 */
final class ServerToken {
    private ServerToken() {}

    /** @return null for a server that wants none */
    static @Nullable Secret of(AgentConfig config, Map<String, String> environment) throws IOException {
        String file = config.agent_worker_token__file().strip();
        if (file.isEmpty()) {
            return given(environment).map(Secret::new).orElse(null);
        }
        String token = Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException("agent.worker.token_file holds no token");
        }
        return new Secret(token);
    }

    /** An empty variable is one that is not set. */
    private static Optional<String> given(Map<String, String> environment) {
        return Stream.of("ATELIER_AGENT_WORKER_TOKEN", "DELIDEV_WORKER_TOKEN")
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(token -> !token.isEmpty())
                .findFirst();
    }
}
