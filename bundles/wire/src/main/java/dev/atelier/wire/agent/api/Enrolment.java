package dev.atelier.wire.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker makes itself known.
 *
 * @param instanceId of this start of the worker
 * @param agents the types it can run
 * @param runtime null when no container engine answers
 */
public record Enrolment(
        String name,
        String endpointUrl,
        @Nullable String instanceId,
        @Nullable String version,
        List<String> agents,
        @Nullable ContainerEngine runtime,
        @Nullable Capacity capacity) {
    public Enrolment {
        agents = List.copyOf(agents);
    }

    /** @param type {@code docker} or {@code podman} */
    public record ContainerEngine(String type, String version, String apiVersion, boolean rootless) {}

    public record Capacity(int maxConcurrentTasks, long memoryBytes, double cpus) {}

    /**
     * @param heartbeatSeconds 0 when the server leaves it to the worker
     * @param wantsPatch whether a run's end is to bring the whole change, see {@link Report.Patch}
     */
    public record Accepted(String workerId, int heartbeatSeconds, boolean wantsPatch) {
        public Accepted(String workerId, int heartbeatSeconds) {
            this(workerId, heartbeatSeconds, false);
        }
    }
}
