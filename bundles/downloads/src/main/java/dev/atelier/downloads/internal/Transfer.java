package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One file on its way, and those who want it. It ends when it is there, has failed, or nobody wants it any more. */
final class Transfer {
    final Downloads.Request request;
    final Calls calls = new Calls();
    final Meter meter = new Meter(this::told, System::nanoTime);
    /** Completes, always normally, when the transfer's work is over. */
    final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Guarded by this. */
    private final List<Wish> wishes = new ArrayList<>();
    /** Guarded by this. */
    private boolean closed;

    Transfer(Downloads.Request request) {
        this.request = request;
    }

    /** @return null when it is too late to join */
    synchronized Downloads.@Nullable Ticket join(Downloads.Progress progress) {
        if (closed) {
            return null;
        }
        Wish wish = new Wish(progress);
        wishes.add(wish);
        return wish;
    }

    boolean wants(Downloads.Request other) {
        return request.target().equals(other.target()) && request.url().equals(other.url());
    }

    void finished(Path file) {
        close().forEach(wish -> wish.file.complete(file));
    }

    void failed(DownloadFailed failure) {
        close().forEach(wish -> wish.file.completeExceptionally(failure));
    }

    /** For everybody. */
    void cancel() {
        calls.cancel();
        failed(cancelled());
    }

    private synchronized List<Wish> close() {
        closed = true;
        List<Wish> all = List.copyOf(wishes);
        wishes.clear();
        return all;
    }

    private void told(long bytes, long total) {
        List<Wish> all;
        synchronized (this) {
            all = List.copyOf(wishes);
        }
        all.forEach(wish -> wish.progress.at(bytes, total));
    }

    private void leave(Wish wish) {
        synchronized (this) {
            if (!wishes.remove(wish) || !wishes.isEmpty()) {
                return;
            }
            closed = true;
        }
        calls.cancel();
    }

    private static DownloadFailed cancelled() {
        return new DownloadFailed(DownloadFailed.CANCELLED, "the download was cancelled", false);
    }

    private final class Wish implements Downloads.Ticket {
        private final Downloads.Progress progress;
        private final CompletableFuture<Path> file = new CompletableFuture<>();

        Wish(Downloads.Progress progress) {
            this.progress = progress;
        }

        @Override
        public Path await() throws DownloadFailed {
            try {
                return file.get();
            } catch (InterruptedException e) {
                cancel();
                Thread.currentThread().interrupt();
                throw cancelled();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DownloadFailed failed) {
                    // One of its own for each: a shared one would tell of the stack of another.
                    throw new DownloadFailed(
                            failed.code(), String.valueOf(failed.getMessage()), failed.retryable(), failed);
                }
                throw new IllegalStateException(e);
            }
        }

        @Override
        public CompletableFuture<Path> done() {
            return file.copy();
        }

        @Override
        public void cancel() {
            file.completeExceptionally(cancelled());
            leave(this);
        }
    }
}
