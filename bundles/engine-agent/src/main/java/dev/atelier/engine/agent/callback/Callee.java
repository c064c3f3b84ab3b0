package dev.atelier.engine.agent.callback;

import org.jspecify.annotations.Nullable;

/** What a server may want of a worker at once. Returns at once. */
public interface Callee {
    /** @return false when nobody asks this, or nobody any more */
    boolean answered(String requestId, String response);

    /** A session that is not here has stopped. */
    void stop(String sessionId, @Nullable String reason);

    void taskAvailable();

    /** @return false while the task is worked on */
    boolean cleanUp(String taskId);
}
