package dev.atelier.runtime.api;

import java.util.Objects;

/** Something said to a Worker. */
public record WorkerInput(Kind kind, String content) {
    /** Who says it. */
    public enum Kind implements Wire {
        USER,
        SYSTEM
    }

    public WorkerInput {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(content, "content");
    }

    public static WorkerInput user(String content) {
        return new WorkerInput(Kind.USER, content);
    }

    public static WorkerInput system(String content) {
        return new WorkerInput(Kind.SYSTEM, content);
    }
}
