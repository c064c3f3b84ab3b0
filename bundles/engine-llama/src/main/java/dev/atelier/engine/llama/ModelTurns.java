package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Jobs with one model run side by side; a job with another waits until they are done, first come, first served. Memory
 * holds one model for jobs, however many of them run at once.
 */
final class ModelTurns {
    private final Deque<Waiting> line = new ArrayDeque<>();
    private @Nullable Path model;
    private int running;

    private record Waiting(Path model, CompletableFuture<Void> turn) {}

    /** Waits, and ends that when the job is cancelled; what was entered has to be left by {@link #done()}. */
    void enter(Path wanted, JobContext context) throws EngineException {
        Waiting mine = new Waiting(wanted, new CompletableFuture<>());
        synchronized (this) {
            line.add(mine);
            admit();
        }
        if (!mine.turn().isDone()) {
            context.onCancel(() -> leave(mine));
        }
        try {
            mine.turn().get();
        } catch (ExecutionException e) {
            throw EngineException.cancelled();
        } catch (InterruptedException e) {
            if (!leave(mine)) {
                done(); // it was given a moment before
            }
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }

    private synchronized boolean leave(Waiting waiting) {
        boolean left = line.remove(waiting);
        if (left) {
            waiting.turn().completeExceptionally(EngineException.cancelled());
            admit();
        }
        return left;
    }

    synchronized void done() {
        running--;
        admit();
    }

    synchronized int waiting() {
        return line.size();
    }

    private void admit() {
        for (Waiting next = line.peek();
                next != null && (running == 0 || next.model().equals(model));
                next = line.peek()) {
            line.remove();
            model = next.model();
            running++;
            next.turn().complete(null);
        }
    }
}
