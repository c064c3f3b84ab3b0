package dev.atelier.models.internal;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Downloads the test lets end. */
final class FakeDownloads implements Downloads {
    final List<Going> going = new ArrayList<>();
    /** Whether everything comes at once. */
    boolean quick;

    /** One transfer. */
    static final class Going implements Ticket {
        final Request request;
        final Progress progress;
        private final CompletableFuture<Path> done = new CompletableFuture<>();

        Going(Request request, Progress progress) {
            this.request = request;
            this.progress = progress;
        }

        void come(String content) {
            try {
                Files.createDirectories(request.target().getParent());
                Files.writeString(request.target(), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            done.complete(request.target());
        }

        void fail(String code, String message) {
            done.completeExceptionally(new DownloadFailed(code, message, true));
        }

        @Override
        public Path await() throws DownloadFailed {
            try {
                return done.get();
            } catch (ExecutionException e) {
                throw (DownloadFailed) e.getCause();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        }

        @Override
        public CompletableFuture<Path> done() {
            return done.copy();
        }

        @Override
        public void cancel() {
            fail(DownloadFailed.CANCELLED, "the download was cancelled");
        }
    }

    @Override
    public Ticket start(Request request, Progress progress) {
        Going one = new Going(request, progress);
        going.add(one);
        if (quick) {
            progress.at(2, 8);
            one.come("weights!");
        }
        return one;
    }

    @Override
    public List<Underway> underway() {
        return going.stream()
                .filter(one -> !one.done.isDone())
                .map(one -> new Underway(one.request.target(), 0, -1))
                .toList();
    }
}
