package dev.atelier.engine.agent.room;

import dev.atelier.common.api.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a worker serves, and under what settings.
 *
 * @param token null for a server that wants none
 * @param identity of this worker, the same after a restart
 */
record Deal(String url, @Nullable Secret token, String identity, AgentConfig config) {
    /** What the server calls this worker. */
    String name() {
        String given = config.agent_worker_name().strip();
        if (!given.isEmpty()) {
            return given;
        }
        boolean studio = config.agent_main__server_url().isBlank();
        return studio ? identity : CallbackTerms.machine().orElse(identity);
    }

    /** Whether what runs under the other can go on under this one. */
    boolean continues(Deal before) {
        return url.equals(before.url)
                && Objects.equals(token, before.token)
                && identity.equals(before.identity)
                && name().equals(before.name())
                && config.agent_allow__insecure__http() == before.config.agent_allow__insecure__http()
                && config.agent_state__dir().equals(before.config.agent_state__dir())
                && config.agent_worktree__dir().equals(before.config.agent_worktree__dir())
                && config.agent_worker_max__tasks() == before.config.agent_worker_max__tasks();
    }
}
