package dev.atelier.runtime.api;

/** Where a Worker is in its life. Only a running one is active; the others are final. */
public enum WorkerStatus implements Wire {
    RUNNING,
    STOPPED,
    CANCELLED;

    public boolean isFinal() {
        return this != RUNNING;
    }
}
