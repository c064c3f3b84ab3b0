package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.Feed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The way to one runtime elsewhere: carries requests of the runtime's API there, and what is answered back. Nothing here
 * blocks, and no future fails.
 */
public interface Road {
    /** @param within for all of it, waiting included */
    CompletableFuture<Reply> send(Request request, Duration within);

    Feed feed(String workerId);

    /** @param path with its query, encoded */
    record Request(String method, String path, @Nullable String body) {}

    /** What came back. */
    sealed interface Reply {
        /** @param body null when it was longer than any answer may be */
        record Replied(int status, @Nullable ByteString body) implements Reply {
            /** Without a word of it. */
            @Override
            public String toString() {
                return "Replied[status=" + status + "]";
            }
        }

        /** Nobody answered within the time. */
        record TooLate() implements Reply {}

        /** No connection, or none any more. */
        record Unreached() implements Reply {}

        /** Not even asked. */
        record Unasked() implements Reply {}

        /** Not asked, since there is nothing to show. */
        record NoCredential() implements Reply {}

        /** The host has no link to this studio, or none any more. */
        record NoLink() implements Reply {}
    }
}
