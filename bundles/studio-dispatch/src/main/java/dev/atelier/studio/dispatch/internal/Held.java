package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.StoredJob;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A job in a worker's hands, under one claim. Lives on the loop. */
final class Held {
    /** How far it has come. */
    enum Phase {
        /** Reserved in memory; the store is being asked. */
        CLAIMING,
        /** Offered or accepted: the worker's word is next. */
        OUT,
        /** A result is being stored. */
        FINISHING,
        /** The claim is being given back. */
        RELEASING,
        /** Cancelled, or taken away: only the slot is kept, until the worker says what became of it. */
        LOST
    }

    Waiting job;
    final String claim;
    final Session session;
    Phase phase = Phase.CLAIMING;
    boolean accepted;
    /** Cancelled or taken while the store was still being asked. */
    boolean taken;

    @Nullable
    StoredJob row;

    /** Whether the upload under way was stored; null while there is none. */
    @Nullable
    CompletableFuture<Boolean> upload;

    /** Removes a result that was published and whose job was not done with it. */
    @Nullable
    Runnable leftover;

    /** What the worker said while the store was busy with this claim. */
    @Nullable
    Runnable later;

    Held(Waiting job, String claim, Session session) {
        this.job = job;
        this.claim = claim;
        this.session = session;
    }

    /** What went wrong at the attempt before, which a claim given back unused does not change. */
    @Nullable
    String lastError() {
        return row == null ? null : row.lastError();
    }

    int attempts() {
        return row == null ? 0 : row.attempts();
    }
}
