package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.model.host.api.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** So many at a time, first come, first served, until it is closed. */
final class Turns {
    private static final int MOST_WAITING = 64;

    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final int places;
    private int taken;
    private @Nullable EngineException closed;

    Turns(int places) {
        this.places = places;
    }

    /** Waits; the turn has to be given back with {@link #done()}. */
    void await(JobContext context) throws EngineException {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            if (closed != null) {
                throw closed;
            }
            if (taken < places) { // then nobody waits
                taken++;
                return;
            }
            if (waiting.size() >= MOST_WAITING) {
                throw new EngineException(Lane.BUSY, "too many requests wait for this model", true);
            }
            waiting.add(mine);
        }
        context.onCancel(() -> leave(mine));
        try {
            mine.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException ended ? ended : EngineException.cancelled();
        } catch (InterruptedException e) {
            if (!leave(mine)) {
                done(); // it was given to us a moment before
            }
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }

    private boolean leave(CompletableFuture<Void> mine) {
        boolean left;
        synchronized (this) {
            left = waiting.removeIf(each -> each == mine);
        }
        if (left) {
            mine.completeExceptionally(EngineException.cancelled());
        }
        return left;
    }

    void done() {
        CompletableFuture<Void> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                taken--;
                next = taken == 0 && closed != null ? idle : null;
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }

    /** Who waits hears why; who has a turn keeps it. */
    void close(EngineException why) {
        Deque<CompletableFuture<Void>> left;
        boolean free;
        synchronized (this) {
            closed = why;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
            free = taken == 0;
        }
        left.forEach(each -> each.completeExceptionally(why));
        if (free) {
            idle.complete(null);
        }
    }

    /** After {@link #close}: completes when the last turn has ended. */
    CompletableFuture<Void> idle() {
        return idle.copy();
    }

    /** After {@link #close}: whether the last turn ended within the time. */
    boolean awaitIdle(Duration time) throws InterruptedException {
        try {
            idle.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("never fails", e);
        }
    }
}
