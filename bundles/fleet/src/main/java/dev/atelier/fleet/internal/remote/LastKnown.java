package dev.atelier.fleet.internal.remote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question that is asked of a runtime again and again. As long as the runtime is quick, every asker waits for an
 * answer of now. Once it has turned out to be slow, askers get what it answered last after a moment, while the question
 * is under way: a list of many runtimes is then as quick as the quick ones.
 */
final class LastKnown<T> {
    /** Longer than this is slow, twice in a row; so is one that ran into the limit. */
    static final Duration SLOW = Duration.ofMillis(500);

    /** From when it was asked; who comes later is told at once what is known. */
    static final Duration PATIENCE = Duration.ofMillis(30);

    /** @param stale whether it is an older answer, the one of now being under way */
    record Answer<T>(Outcome<T> outcome, boolean stale) {}

    private final LongSupplier nanos;
    private final Supplier<Duration> limit;
    private @Nullable Outcome<T> last;
    private @Nullable CompletableFuture<Outcome<T>> running;
    private long runningSince;
    private int slow;

    LastKnown(LongSupplier nanos, Supplier<Duration> limit) {
        this.nanos = nanos;
        this.limit = limit;
    }

    CompletableFuture<Answer<T>> ask(Supplier<CompletableFuture<Outcome<T>>> question) {
        Outcome<T> known;
        CompletableFuture<Outcome<T>> call;
        boolean mine = false;
        long left = PATIENCE.toNanos();
        CompletableFuture<Outcome<T>> shared = new CompletableFuture<>();
        synchronized (this) {
            known = slow >= 2 ? last : null;
            call = known == null ? null : running;
            if (call == null) {
                call = shared;
                mine = true;
                if (known != null) {
                    running = shared;
                    runningSince = nanos.getAsLong();
                }
            } else {
                left -= nanos.getAsLong() - runningSince;
            }
        }
        if (mine) {
            begin(question, shared);
        }
        CompletableFuture<Answer<T>> answer = call.thenApply(outcome -> new Answer<>(outcome, false));
        if (known == null || answer.isDone()) {
            return answer;
        }
        Answer<T> older = new Answer<>(known, true);
        return left <= 0
                ? CompletableFuture.completedFuture(older)
                : answer.copy().completeOnTimeout(older, left, TimeUnit.NANOSECONDS);
    }

    private void begin(Supplier<CompletableFuture<Outcome<T>>> question, CompletableFuture<Outcome<T>> shared) {
        long began = nanos.getAsLong();
        var unused = question.get().whenComplete((outcome, impossible) -> {
            answered(outcome, Duration.ofNanos(nanos.getAsLong() - began), shared);
            shared.complete(outcome);
        });
    }

    private synchronized void answered(Outcome<T> outcome, Duration took, CompletableFuture<Outcome<T>> shared) {
        if (running == shared) {
            running = null;
        }
        if (outcome instanceof Outcome.LeftAlone) {
            return; // quick, but not by the runtime: whoever tries it next need not wait for it either
        }
        last = outcome;
        if (took.compareTo(limit.get()) >= 0) {
            slow = 2;
        } else {
            slow = took.compareTo(SLOW) > 0 ? slow + 1 : 0;
        }
    }
}
