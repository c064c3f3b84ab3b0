package dev.atelier.wire.agent.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an agent asks a person, and the answer. */
public record Question(
        String id,
        String taskId,
        String sessionId,
        String prompt,
        Type type,
        List<String> options,
        Status status,
        @Nullable String response,
        Instant createdAt,
        @Nullable Instant respondedAt) {
    public Question {
        options = List.copyOf(options);
    }

    /** An answer may be a password. */
    @Override
    public String toString() {
        return "Question[" + id + " of " + taskId + ", " + type.wireName() + ", " + status.wireName() + "]";
    }

    public enum Type {
        TEXT,
        SELECT,
        CONFIRM,
        PASSWORD;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Status {
        PENDING,
        RESPONDED,
        TIMEOUT,
        CANCELLED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
