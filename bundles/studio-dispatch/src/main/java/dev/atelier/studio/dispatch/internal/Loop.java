package dev.atelier.studio.dispatch.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The one thread that owns this room's state, and its clock. What runs on it never blocks. */
interface Loop {
    /** From any thread; tasks run in the order they were posted. */
    void post(Runnable task);

    /** Only from the loop itself. Timers run in the order they are due. */
    void after(Duration delay, Runnable task);

    /** Only from the loop itself: grows steadily, whatever happens to the wall clock. */
    long nanos();

    Instant now();

    /** The answer comes back to the loop; exactly one of value and failure counts. */
    default <T> void when(CompletableFuture<T> future, BiConsumer<? super T, @Nullable Throwable> then) {
        var unused = future.whenComplete((value, failure) -> post(() -> then.accept(value, failure)));
    }
}
