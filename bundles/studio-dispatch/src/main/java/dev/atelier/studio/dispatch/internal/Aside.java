package dev.atelier.studio.dispatch.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that may wait for a disk, kept off the loop. */
final class Aside {
    private static final Logger LOG = LoggerFactory.getLogger(Aside.class);

    private final Executor threads;

    Aside(Executor threads) {
        this.threads = threads;
    }

    <T> CompletableFuture<T> ask(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    void run(Runnable work) {
        try {
            threads.execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.debug("work is left undone: the room is closed or too busy");
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("work beside the dispatch failed");
        }
    }
}
