package dev.atelier.engine.host.internal;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Fetches on the thread of who waits, without any of the care the real thing takes. */
final class PlainDownloads implements Downloads {
    final List<Request> asked = new CopyOnWriteArrayList<>();

    @Override
    public Ticket start(Request request, Progress progress) {
        asked.add(request);
        AtomicBoolean cancelled = new AtomicBoolean();
        return new Ticket() {
            @Override
            public Path await() throws DownloadFailed {
                Path file = fetch(request, progress);
                if (cancelled.get()) {
                    throw new DownloadFailed(DownloadFailed.CANCELLED, "the download was cancelled", false);
                }
                return file;
            }

            @Override
            public CompletableFuture<Path> done() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        };
    }

    private static Path fetch(Request request, Progress progress) throws DownloadFailed {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(request.url()).toURL().openConnection();
            if (connection.getResponseCode() != 200) {
                throw new DownloadFailed(
                        DownloadFailed.FAILED, "GET " + request.url() + " -> " + connection.getResponseCode(), false);
            }
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, request.target());
            }
            progress.at(Files.size(request.target()), Files.size(request.target()));
            return request.target();
        } catch (IOException e) {
            throw new DownloadFailed(DownloadFailed.FAILED, "it broke", true, e);
        }
    }

    @Override
    public List<Underway> underway() {
        return List.of();
    }
}
