package dev.atelier.containers.api;

import java.util.Map;

/**
 * A container as the engine sees it.
 *
 * @param status {@code created}, {@code running}, {@code paused}, {@code exited} …
 * @param outOfMemory the engine saw the kernel kill for memory; absence proves nothing
 * @param pid of its first process as the engine's host sees it; 0 when none runs or the engine does not say
 */
public record ContainerState(
        String id, String status, int exitCode, boolean outOfMemory, long pid, Map<String, String> labels) {
    public ContainerState {
        labels = Map.copyOf(labels);
    }

    public boolean running() {
        return status.equals("running") || status.equals("paused");
    }
}
