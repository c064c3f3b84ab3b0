package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.StoreFailure;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What has been promised to callers of this room. Nobody is left waiting when it stops. */
final class Answers {
    private final Set<CompletableFuture<?>> owed = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @SuppressWarnings("CollectionUndefinedEquality") // each is itself and no other
    <T> CompletableFuture<T> promise() {
        CompletableFuture<T> answer = new CompletableFuture<>();
        owed.add(answer);
        var unused = answer.whenComplete((value, failure) -> owed.remove(answer));
        if (closed) {
            fail(answer);
        }
        return answer;
    }

    /** When nothing runs any more that could keep a promise. */
    void close() {
        closed = true;
        owed.forEach(Answers::fail);
    }

    private static void fail(CompletableFuture<?> answer) {
        answer.completeExceptionally(new StoreFailure("the studio stops", null));
    }
}
