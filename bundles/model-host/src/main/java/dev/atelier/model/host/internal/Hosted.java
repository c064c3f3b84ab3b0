package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.model.host.api.ModelHost.State;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One model and where it stands. Everything in it is guarded by the host's lock. */
final class Hosted {
    final String id;
    State state = State.UNLOADED;
    Instant since;

    @Nullable
    String error;

    @Nullable
    Loaded loaded;

    /** Of the version it is, or was last, loaded in. */
    @Nullable
    EngineDescriptor engine;

    /** Completes when the change under way is over. */
    CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    /** To be done when the change under way is over. */
    Wish wish = Wish.NOTHING;

    /** It will be there again in a moment, in another version of its engine or another process: who asks meanwhile waits. */
    boolean moving;

    /** Of the move under way; one that has another by the time it arrives is not wanted any more. */
    @Nullable
    Object journey;

    /** Memory it holds or is about to, in GiB, as the catalogue has it. */
    double needs;

    /** When its process last died. */
    @Nullable
    Instant died;

    /** What is wanted next. */
    enum Wish {
        NOTHING,
        LOAD,
        UNLOAD
    }

    Hosted(String id, Instant since) {
        this.id = id;
        this.since = since;
    }

    void arrive(Loaded fresh, Instant now) {
        loaded = fresh;
        engine = fresh.engine();
        stay();
        become(State.LOADED, now);
    }

    /** Whatever is on its way to it is not wanted. */
    void stay() {
        moving = false;
        journey = null;
    }

    /** A change that takes a while; {@link #settled} completes when it is over. */
    void begin(State next, Instant now) {
        become(next, now);
        settled = new CompletableFuture<>();
    }

    void become(State next, Instant now) {
        state = next;
        since = now;
        error = null;
    }
}
