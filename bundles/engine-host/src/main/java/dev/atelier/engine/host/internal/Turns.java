package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One at a time for each key, in the order they come; who is cancelled waits no longer. */
final class Turns<K> {
    /** Guarded by itself: the end of the last turn that was asked for. */
    private final Map<K, CompletableFuture<Void>> last = new HashMap<>();

    /** The right to go on, until it is ended. */
    interface Turn {
        void end();
    }

    Turn take(K key, JobContext context) throws EngineException {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before;
        synchronized (last) {
            before = last.put(key, mine);
        }
        Turn turn = () -> end(key, mine);
        if (before == null) {
            return turn;
        }
        try {
            CompletableFuture<Void> cancelled = new CompletableFuture<>();
            context.onCancel(() -> cancelled.complete(null));
            CompletableFuture.anyOf(before, cancelled).get();
            context.checkCancelled();
            return turn;
        } catch (InterruptedException e) {
            var unused = before.thenRun(turn::end); // who comes after waits for the one before
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        } catch (ExecutionException | EngineException e) {
            var unused = before.thenRun(turn::end);
            throw EngineException.cancelled();
        }
    }

    private void end(K key, CompletableFuture<Void> turn) {
        synchronized (last) {
            last.remove(key, turn);
        }
        turn.complete(null);
    }
}
