package dev.atelier.fleet.internal.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Feed.Trouble;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The one observation of a Worker that all who look on share. A runtime that tells too fast has to wait. */
final class SharedLine implements Feed.Listener {
    /** Of the runtime's events, those nobody has looked at yet; then the runtime has to wait. */
    private static final int BACKLOG = 256;

    private final Executor mailbox;
    private final Taker taker;
    private final Semaphore room = new Semaphore(BACKLOG);
    private volatile boolean over;
    private boolean fresh;
    private boolean first = true;
    private Feed.@Nullable Line line;

    /** Gets what comes, one at a time. */
    interface Taker {
        /** Whether this is still the observation that counts. */
        boolean takes(SharedLine from);

        /** The observation has begun, at a place that is known by the cursor of its snapshot. */
        void begun(@Nullable String cursor, @Nullable JsonNode snapshot);

        void happened(@Nullable String cursor, String eventId, JsonNode payload);

        void ended(SharedLine from, Trouble trouble);
    }

    /** @param fresh whether it begins anew, rather than where an earlier one ended */
    SharedLine(boolean fresh, Executor mailbox, Taker taker) {
        this.fresh = fresh;
        this.mailbox = mailbox;
        this.taker = taker;
    }

    void open(Feed from, @Nullable String cursor) {
        line = from.open(cursor, this);
    }

    /** Whether nothing has come yet. */
    boolean isFresh() {
        return fresh;
    }

    @Override
    public void event(@Nullable String cursor, String eventId, JsonNode payload) {
        room.acquireUninterruptibly();
        if (over) {
            room.release();
            return;
        }
        mailbox.execute(() -> {
            room.release();
            if (taker.takes(this)) {
                taken(cursor, eventId, payload);
            }
        });
    }

    private void taken(@Nullable String cursor, String eventId, JsonNode payload) {
        boolean snapshot = first && SnapshotFetch.isSnapshot(payload);
        first = false;
        if (fresh) {
            fresh = false;
            taker.begun(snapshot ? cursor : null, snapshot ? payload : null);
        }
        if (!snapshot) {
            taker.happened(cursor, eventId, payload);
        }
    }

    @Override
    public void ended(Trouble trouble) {
        mailbox.execute(() -> taker.ended(this, trouble));
    }

    void close() {
        over = true;
        room.release(); // whoever waits to tell sees that it is over
        if (line != null) {
            line.close();
        }
    }
}
