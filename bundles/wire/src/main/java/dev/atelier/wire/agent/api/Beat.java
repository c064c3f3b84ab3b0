package dev.atelier.wire.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's sign of life.
 *
 * @param running the ids of its tasks, the oldest first
 * @param load null when it is not known
 * @param diskFreeBytes null when it is not known
 */
public record Beat(
        String workerId,
        List<String> running,
        @Nullable Load load,
        @Nullable Long diskFreeBytes) {
    public Beat {
        running = List.copyOf(running);
    }

    /** Shares of one, such as 0.25. */
    public record Load(int runningTasks, double cpu, double memory) {}

    /** What the server wants done meanwhile. */
    public record Wishes(
            List<String> cancelSessions, List<Response> responses, List<String> cleanupTasks, boolean drain) {
        public static final Wishes NONE = new Wishes(List.of(), List.of(), List.of(), false);

        public Wishes {
            cancelSessions = List.copyOf(cancelSessions);
            responses = List.copyOf(responses);
            cleanupTasks = List.copyOf(cleanupTasks);
        }
    }

    /** An answer of a person; it may be a password. */
    public record Response(String requestId, String response) {
        @Override
        public String toString() {
            return "Response[" + requestId + "]";
        }
    }
}
