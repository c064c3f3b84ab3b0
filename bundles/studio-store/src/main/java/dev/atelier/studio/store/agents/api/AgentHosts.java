package dev.atelier.studio.store.agents.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The workers that have registered for agent tasks, and what they are to clean up. */
@ProviderType
public interface AgentHosts {
    /**
     * @param instanceId of this start of the worker; null when it tells none
     * @param agents the types it can run; none: any
     */
    record Host(
            String workerId,
            String name,
            @Nullable String instanceId,
            @Nullable String version,
            List<String> agents,
            int maxTasks,
            Instant lastBeat) {
        public Host {
            agents = List.copyOf(agents);
        }
    }

    void register(Host host);

    /** False when it is not registered. */
    boolean beat(String workerId, Instant at);

    boolean unregister(String workerId);

    Optional<Host> find(String workerId);

    List<Host> all();

    /** The tasks a worker is to remove. An answer may get lost: each is told a few times, then forgotten. */
    List<String> cleanups(String workerId);
}
