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

/** One at a time, first come, first served, until it is closed. */
final class Turns {
    private static final int MOST_WAITING = 64;

    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean taken;
    private @Nullable EngineException closed;

    /** Waits; the turn has to be given back with {@link #done()}. */
    void await(JobContext context) throws EngineException {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            if (closed != null) {
                throw closed;
            }
            if (!taken) {
                taken = true;
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
            taken = next != null;
            if (!taken && closed != null) {
                next = idle;
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }

    /** Who waits hears why; who has the turn keeps it. */
    void close(EngineException why) {
        Deque<CompletableFuture<Void>> left;
        boolean free;
        synchronized (this) {
            closed = why;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
            free = !taken;
        }
        left.forEach(each -> each.completeExceptionally(why));
        if (free) {
            idle.complete(null);
        }
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
