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
    /** Whether what runs under the other can go on under this one. */
    boolean continues(Deal before) {
        return url.equals(before.url)
                && Objects.equals(token, before.token)
                && identity.equals(before.identity)
                && config.agent_allow__insecure__http() == before.config.agent_allow__insecure__http()
                && config.agent_worker_max__tasks() == before.config.agent_worker_max__tasks();
    }
}
