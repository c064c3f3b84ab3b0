package dev.atelier.engine.agent.callback;

import org.jspecify.annotations.Nullable;

/** What a server may want of a worker at once. Returns at once. */
public interface Callee {
    /** @return false when nobody asks this, or nobody any more; true also for what will be asked under this name, perhaps */
    boolean answered(String requestId, String response);

    /** A session that is not here has stopped. */
    void stop(String sessionId, @Nullable String reason);

    void taskAvailable();

    /**
     * @return false while the task is worked on
     * @throws IllegalArgumentException for what can be no task's id
     */
    boolean cleanUp(String taskId);
}
