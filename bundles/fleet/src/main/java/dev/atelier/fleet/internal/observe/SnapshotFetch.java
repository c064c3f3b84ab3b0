package dev.atelier.fleet.internal.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Feed.Trouble;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A second, short observation of a Worker: for the snapshot of those who come while the first is under way. Ends once, by
 * a snapshot or by a trouble, unless it is cancelled. Everything below {@code mailbox.execute} runs one at a time.
 */
final class SnapshotFetch implements Feed.Listener {
    /** For a snapshot from a place that the first observation has not come to yet. */
    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    private final History history;
    private final Executor mailbox;
    private final ScheduledExecutorService timer;
    private final Wanted wanted;
    private final long since;
    private Feed.@Nullable Line line;
    private @Nullable String place;
    private @Nullable JsonNode snapshot;
    private boolean over;

    /** Who waits for it. */
    interface Wanted {
        /**
         * @param place the runtime's cursor of the snapshot, null where it has none
         * @param at the index in the history of what follows it
         */
        void fetched(JsonNode snapshot, @Nullable String place, long at);

        void failed(Trouble why);
    }

    SnapshotFetch(History history, Executor mailbox, ScheduledExecutorService timer, Wanted wanted) {
        this.history = history;
        this.mailbox = mailbox;
        this.timer = timer;
        this.wanted = wanted;
        this.since = history.next();
    }

    void open(Feed from) {
        line = from.open(null, this);
    }

    void cancel() {
        over = true;
        close();
    }

    static boolean isSnapshot(JsonNode payload) {
        return payload.path("event").asText().equals("snapshot");
    }

    @Override
    public void event(@Nullable String cursor, String eventId, JsonNode payload) {
        mailbox.execute(() -> {
            if (!over && snapshot == null && isSnapshot(payload)) {
                taken(cursor, payload);
            }
        });
    }

    private void taken(@Nullable String cursor, JsonNode payload) {
        snapshot = payload;
        place = cursor;
        close();
        if (history.isEmpty()) {
            done(history.next());
            return;
        }
        long at = history.findUpstream(cursor);
        if (at >= 0) {
            done(at + 1);
        } else if (cursor == null) {
            done(since);
        } else {
            // Ahead of what has come here so far, most likely.
            waitAMoment();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // harmless when it comes too late
    private void waitAMoment() {
        try {
            timer.schedule(() -> mailbox.execute(() -> done(since)), CATCH_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            done(since);
        }
    }

    /** The first observation has come to this place. */
    void caughtUp(@Nullable String cursor) {
        if (snapshot != null && cursor != null && cursor.equals(place)) {
            done(history.next());
        }
    }

    private void done(long at) {
        JsonNode known = snapshot;
        if (!over && known != null) {
            over = true;
            wanted.fetched(known, place, at);
        }
    }

    @Override
    public void ended(Trouble trouble) {
        mailbox.execute(() -> {
            if (!over && snapshot == null) {
                over = true;
                wanted.failed(trouble);
            }
        });
    }

    private void close() {
        if (line != null) {
            line.close();
        }
    }
}
