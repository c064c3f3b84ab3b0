package dev.atelier.session.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Brings results to the studio: three attempts where another one can help, with no thread waiting in between. */
final class Uploads {
    private static final int ATTEMPTS = 3;

    private final Post post;
    private final ScheduledExecutorService timer;
    private final Supplier<Duration> firstPause;
    private final Tally tally;
    private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** One attempt; never throws, completes always and normally. */
    @FunctionalInterface
    interface Post {
        /** @param written runs when the whole parcel has been written and the answer is awaited */
        CompletableFuture<Answer> send(Parcel parcel, Runnable written);
    }

    /** What became of an attempt, or of all of them. */
    record Answer(Kind kind, String error) {
        static final Answer STORED = new Answer(Kind.STORED, "");

        /** How the studio took it. */
        enum Kind {
            STORED,
            /** It does not want it; asking again is no use. */
            REFUSED,
            /** It could not take it, or was not there. */
            UNREACHABLE
        }
    }

    Uploads(Post post, ScheduledExecutorService timer, Supplier<Duration> firstPause, Tally tally) {
        this.post = post;
        this.timer = timer;
        this.firstPause = firstPause;
        this.tally = tally;
    }

    CompletableFuture<Answer> send(Parcel parcel, Runnable written) {
        return attempt(parcel, written, 1, firstPause.get());
    }

    private CompletableFuture<Answer> attempt(Parcel parcel, Runnable written, int number, Duration pause) {
        return post.send(parcel, written)
                .thenCompose(answer -> answer.kind() == Answer.Kind.UNREACHABLE && number < ATTEMPTS
                        ? later(parcel, written, number + 1, pause, answer)
                        : CompletableFuture.completedFuture(answer));
    }

    private CompletableFuture<Answer> later(Parcel parcel, Runnable written, int number, Duration pause, Answer soFar) {
        Pause waited = new Pause();
        pauses.add(waited);
        try {
            var unused = timer.schedule(waited::end, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            waited.end(); // stopping
        }
        if (closed) {
            waited.end();
        }
        return waited.over.thenCompose(nothing -> {
            pauses.remove(waited);
            if (closed) {
                return CompletableFuture.completedFuture(soFar);
            }
            tally.uploadRetry();
            return attempt(parcel, written, number, pause.multipliedBy(2));
        });
    }

    /** No further attempts: who waits for one gets the last answer. */
    void close() {
        closed = true;
        pauses.forEach(Pause::end);
    }

    /** The time between two attempts. */
    private static final class Pause {
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        void end() {
            over.complete(null);
        }
    }
}
