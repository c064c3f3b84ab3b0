package dev.atelier.jobs.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator should see: the newest 1,000 lines of this process, numbered. Never a secret. */
@ProviderType
public interface WorkerLog {
    /** Adds a line; one that belongs to a job also goes into the job's own log. Never blocks. */
    void append(Level level, String category, String message, @Nullable String jobId);

    /** Lines after a number; all that are kept when the number is beyond the newest. */
    Page after(long seq);

    /** The newest line's number, 0 before the first. */
    long seq();

    /**
     * Hands the kept lines and then every later one to the follower, in order and none twice. Called with a lock held:
     * hand over quickly, never block, log or throw.
     */
    Following follow(Consumer<Entry> follower);

    /** Ends with {@link #close()}. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** How urgent a line is. */
    enum Level {
        INFO,
        WARN,
        ERROR;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One line. */
    record Entry(
            long seq,
            Instant at,
            Level level,
            String category,
            String message,
            @Nullable String jobId) {}

    /** Lines, oldest first, and the number to go on from. */
    record Page(List<Entry> entries, long seq) {
        public Page {
            entries = List.copyOf(entries);
        }
    }
}
