package dev.atelier.runtime.api;

import org.jspecify.annotations.Nullable;

/** Something worth knowing about a runtime. */
public record RuntimeDiagnostic(
        long id,
        Severity severity,
        String code,
        String message,
        @Nullable WorkerRef workerRef) {
    /** How bad it is. */
    public enum Severity implements Wire {
        INFO,
        WARNING,
        ERROR
    }
}
