package dev.atelier.runtime.api;

/** Whether a runtime takes orders. Stopped is for good. */
public enum RuntimeStatus implements Wire {
    RUNNING,
    STOPPED
}
