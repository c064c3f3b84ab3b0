package dev.atelier.runtime.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a Worker is there for. */
public sealed interface WorkerIntent {
    record Assistant(@Nullable String purpose) implements WorkerIntent {}

    record Task(String objective) implements WorkerIntent {
        public Task {
            Objects.requireNonNull(objective, "objective");
        }
    }

    record Role(String role, @Nullable String purpose) implements WorkerIntent {
        public Role {
            Objects.requireNonNull(role, "role");
        }
    }
}
