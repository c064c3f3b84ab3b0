package dev.atelier.wire.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a worker's log on its way to the studio. */
public record LogEntry(
        Instant ts,
        Level level,
        String category,
        String message,
        @Nullable String jobId) {

    /** How urgent a line is. */
    public enum Level {
        INFO,
        WARN,
        ERROR;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
