package dev.atelier.model.host.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.EngineException;
import dev.atelier.model.host.api.Lane;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.ModelHost.State;
import dev.atelier.models.api.ModelEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been decided, done on threads of its own and without the lock: models come into memory, leave it, and go
 * from one version of their engine to the next.
 */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Shelf shelf;
    private final Mover mover;
    private final Budget budget;
    private final Outcome outcome;
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("model-host"));

    /** Who decides what comes next. */
    interface Outcome {
        /** A change is over; called with the lock of the shelf held. */
        void settled(Hosted hosted);

        /** The version a model is loaded in wants its lease back. */
        void recalled(Hosted hosted, Loaded held);

        /** A move is over, and its engine may have changed once more meanwhile. */
        void moved();
    }

    Moves(Shelf shelf, Mover mover, Budget budget, Outcome outcome) {
        this.shelf = shelf;
        this.mover = mover;
        this.budget = budget;
        this.outcome = outcome;
    }

    static EngineException unloading(String why) {
        return new EngineException(Lane.NOT_LOADED, "not loaded (" + why + ")", true);
    }

    void work(Runnable what) {
        try {
            threads.execute(what);
        } catch (RejectedExecutionException e) {
            LOG.debug("the room is closed");
        }
    }

    /** Loads under way end, and those that are left are let go of. */
    void stop(List<Loaded> left) {
        mover.stop();
        left.forEach(Loaded::stop);
        left.forEach(each -> discard(each, unloading("the worker stops"), GRACE));
        if (!Threads.stop(threads, GRACE)) {
            LOG.warn("a model was not let go of in time");
        }
    }

    void discard(Loaded leaving, EngineException why, Duration patience) {
        work(() -> mover.close(leaving, why, patience));
    }

    /** At once: its requests are asked to end. */
    void dismiss(Loaded leaving, EngineException why) {
        leaving.stop();
        discard(leaving, why, Mover.PATIENCE);
    }

    void load(ModelEntry entry, Hosted hosted, List<CompletableFuture<Void>> leaving) {
        work(() -> loading(entry, hosted, leaving));
    }

    private void loading(ModelEntry entry, Hosted hosted, List<CompletableFuture<Void>> leaving) {
        try {
            Loaded fresh = mover.load(entry, leaving);
            synchronized (shelf) {
                if (!shelf.closed()) {
                    arrive(hosted, fresh);
                    LOG.atInfo().addKeyValue("model", entry.id()).log("model is kept in memory");
                    return;
                }
            }
            mover.close(fresh, unloading("the worker stops"), Duration.ZERO);
        } catch (EngineException e) {
            synchronized (shelf) {
                fail(hosted, String.valueOf(e.getMessage()));
            }
        }
    }

    private void arrive(Hosted hosted, Loaded fresh) {
        hosted.arrive(fresh, shelf.now());
        fresh.onRecall(() -> outcome.recalled(hosted, fresh));
        shelf.tell(hosted);
        settle(hosted);
    }

    private void fail(Hosted hosted, String why) {
        shelf.failed(hosted, why);
        settle(hosted);
    }

    private void settle(Hosted hosted) {
        hosted.settled.complete(null);
        outcome.settled(hosted);
    }

    void unload(Hosted hosted, @Nullable Loaded leaving) {
        work(() -> unloading(hosted, leaving));
    }

    private void unloading(Hosted hosted, @Nullable Loaded leaving) {
        if (leaving != null) {
            leaving.stop();
            mover.close(leaving, unloading("unloading"), Mover.PATIENCE);
        }
        synchronized (shelf) {
            hosted.loaded = null;
            hosted.become(State.UNLOADED, shelf.now());
            shelf.tell(hosted);
            settle(hosted);
        }
    }

    /**
     * To the version that serves now. The model is loaded there beside the one in use when memory allows it; else the old
     * one goes first. So it does when its version has to go before the new one is ready. Who asks meanwhile waits.
     */
    void move(ModelEntry entry) {
        work(() -> moving(entry));
    }

    private void moving(ModelEntry entry) {
        Hosted hosted;
        Loaded old;
        Object journey = new Object();
        boolean beside = beside(entry);
        synchronized (shelf) {
            hosted = shelf.of(entry.id());
            old = hosted.loaded;
            if (old == null || hosted.state != State.LOADED || !hosted.moving) {
                hosted.stay();
                return;
            }
            hosted.journey = journey;
            if (!beside) {
                hosted.begin(State.LOADING, shelf.now());
            }
        }
        try {
            if (!beside) {
                mover.leave(old, Mover.moved());
            }
            Loaded fresh = mover.load(entry, List.of());
            arrived(hosted, old, fresh, journey);
        } catch (EngineException e) {
            stranded(hosted, old, journey, e);
        }
    }

    private boolean beside(ModelEntry entry) {
        budget.look();
        try {
            budget.admit(entry.vramGbEstimate(), 0, taken());
            return true;
        } catch (LoadRefused e) {
            return false;
        }
    }

    private double taken() {
        synchronized (shelf) {
            return shelf.taken();
        }
    }

    private void arrived(Hosted hosted, Loaded old, Loaded fresh, Object journey) {
        boolean wanted;
        boolean there;
        synchronized (shelf) {
            wanted = !shelf.closed() && hosted.journey == journey;
            there = hosted.state == State.LOADED; // else the old one has gone, or is going
            if (wanted) {
                arrive(hosted, fresh);
            }
        }
        if (!wanted) {
            mover.close(fresh, unloading("unloading"), Duration.ZERO);
        } else if (there) {
            mover.leave(old, Mover.moved());
        }
        if (wanted) {
            LOG.atInfo().addKeyValue("model", hosted.id).log("model moved to the new version of its engine");
        }
        outcome.moved();
    }

    /** The old version has to go all the same; its operator sees why the model is not there any more. */
    private void stranded(Hosted hosted, Loaded old, Object journey, EngineException why) {
        boolean there;
        synchronized (shelf) {
            if (hosted.journey != journey) {
                return;
            }
            there = hosted.state == State.LOADED;
            hosted.loaded = null;
            fail(hosted, "the new version of its engine did not load it: " + why.getMessage());
        }
        if (there) {
            mover.leave(old, unloading("its engine was replaced"));
        }
    }
}
