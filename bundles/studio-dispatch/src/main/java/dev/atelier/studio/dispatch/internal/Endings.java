package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Those who wait for a job's end. Lives on the loop; they are told on another thread. */
final class Endings {
    private final Map<String, List<CompletableFuture<StoredJob>>> waiting = new HashMap<>();
    private final Loop loop;
    private final Aside answers;

    Endings(Loop loop, Aside answers) {
        this.loop = loop;
        this.answers = answers;
    }

    void await(String jobId, CompletableFuture<StoredJob> future) {
        waiting.computeIfAbsent(jobId, id -> new ArrayList<>(1)).add(future);
        // Who gives up waiting is forgotten.
        var unused = future.whenComplete((job, failure) -> loop.post(() -> forget(jobId, future)));
    }

    void ended(StoredJob job) {
        List<CompletableFuture<StoredJob>> all = waiting.remove(job.id());
        if (all != null) {
            answers.run(() -> all.forEach(each -> each.complete(job)));
        }
    }

    void failed(String jobId, RuntimeException why) {
        List<CompletableFuture<StoredJob>> all = waiting.remove(jobId);
        if (all != null) {
            answers.run(() -> all.forEach(each -> each.completeExceptionally(why)));
        }
    }

    /** Nobody will tell them any more. */
    void close() {
        awaited().forEach(jobId -> failed(jobId, new StoreFailure("the studio stops", null)));
    }

    boolean awaited(String jobId) {
        return waiting.containsKey(jobId);
    }

    Set<String> awaited() {
        return Set.copyOf(waiting.keySet());
    }

    private void forget(String jobId, CompletableFuture<StoredJob> future) {
        List<CompletableFuture<StoredJob>> all = waiting.get(jobId);
        if (all != null) {
            all.removeIf(each -> each == future);
            if (all.isEmpty()) {
                waiting.remove(jobId);
            }
        }
    }
}
