package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.onnx.picture.Painter;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps the model that was used last for the next job, for as long as somebody may still come for it. */
final class Shelf implements AutoCloseable {
    private final Opener opener;
    private final Duration idle;
    private final ScheduledThreadPoolExecutor timer;
    // All guarded by this.
    private @Nullable Kept kept;
    private @Nullable ScheduledFuture<?> going;
    private boolean closed;

    /** What makes a painter of a model. */
    interface Opener {
        Painter open(Place place) throws EngineException;
    }

    private static final class Kept {
        private final Place place;
        private final Painter painter;
        private boolean inUse = true;

        Kept(Place place, Painter painter) {
            this.place = place;
            this.painter = painter;
        }
    }

    Shelf(Opener opener, Duration idle) {
        this.opener = opener;
        this.idle = idle;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "engine-onnx-idle");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A model in hand. */
    final class Loan implements AutoCloseable {
        private final Kept model;
        private boolean spoiled;

        private Loan(Kept model) {
            this.model = model;
        }

        Painter painter() {
            return model.painter;
        }

        /** It is not kept: what is on the disk may be better by the next time. */
        void spoil() {
            spoiled = true;
        }

        @Override
        public void close() {
            giveBack(model, spoiled);
        }
    }

    synchronized Loan take(Place place) throws EngineException {
        if (going != null) {
            going.cancel(false);
            going = null;
        }
        Kept known = kept;
        if (known != null && !known.inUse) {
            if (known.place.equals(place)) {
                known.inUse = true;
                return new Loan(known);
            }
            kept = null; // first, to have its memory for the other one
            known.painter.close();
        }
        Kept fresh = new Kept(place, opener.open(place));
        if (kept == null) {
            kept = fresh;
        }
        return new Loan(fresh);
    }

    private synchronized void giveBack(Kept model, boolean spoiled) {
        model.inUse = false;
        if (model != kept || spoiled || closed) {
            if (model == kept) {
                kept = null;
            }
            model.painter.close();
            return;
        }
        going = timer.schedule(() -> letGo(model), idle.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void letGo(Kept model) {
        if (model == kept && !model.inUse) {
            kept = null;
            model.painter.close();
        }
    }

    /** Whether a model is in memory. */
    synchronized boolean keeps() {
        return kept != null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.shutdownNow();
        if (kept != null) {
            letGo(kept);
        }
    }
}
