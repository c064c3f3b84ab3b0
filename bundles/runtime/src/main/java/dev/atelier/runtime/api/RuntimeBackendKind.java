package dev.atelier.runtime.api;

/** Where a runtime keeps what it must not forget. */
public enum RuntimeBackendKind implements Wire {
    MEMORY,
    FS_STORE
}
