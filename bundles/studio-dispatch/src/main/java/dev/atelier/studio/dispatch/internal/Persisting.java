package dev.atelier.studio.dispatch.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes that must reach the store. A store that cannot write now is asked again: the claim in each change keeps a late
 * one from doing harm. Nothing piles up, since a session has one job and a job one change under way.
 */
final class Persisting {
    private static final Logger LOG = LoggerFactory.getLogger(Persisting.class);
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Loop loop;
    private boolean failing;

    Persisting(Loop loop) {
        this.loop = loop;
    }

    <T> void keep(Supplier<CompletableFuture<T>> change, Consumer<? super T> done) {
        attempt(change, done, FIRST);
    }

    /** A failure that somebody else deals with. */
    void failed(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("the studio's store takes no changes");
        }
    }

    private <T> void attempt(Supplier<CompletableFuture<T>> change, Consumer<? super T> done, Duration pause) {
        loop.when(asked(change), (value, failure) -> {
            if (failure == null) {
                worked();
                done.accept(value);
                return;
            }
            failed(failure);
            Duration doubled = pause.multipliedBy(2);
            loop.after(pause, () -> attempt(change, done, doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled));
        });
    }

    void worked() {
        if (failing) {
            failing = false;
            LOG.info("the studio's store takes changes again");
        }
    }

    /** A store that is full or closed may also throw. */
    static <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> change) {
        try {
            return change.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
