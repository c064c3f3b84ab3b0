package dev.atelier.downloads.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings large files: models, programs. What a killed process left is gone on with, what comes is checked, and the
 * target is there whole or not at all. A target that exists is never fetched again.
 */
@ProviderType
public interface Downloads {
    /**
     * What is to be fetched. The URL is https, or http to a loopback host.
     *
     * @param artefact what it is, for messages: {@code model file}
     * @param approxBytes how large it is about, so that too small a disk is told before anything is asked
     * @param sha256 what the file has to be, in hex
     */
    record Request(
            String artefact,
            String url,
            Path target,
            @Nullable Long approxBytes,
            @Nullable String sha256) {
        public Request {
            Objects.requireNonNull(url, "url");
            if (target.getFileName() == null) {
                throw new IllegalArgumentException("a target has a name");
            }
            target = target.toAbsolutePath().normalize();
            sha256 = sha256 == null || sha256.isBlank() ? null : sha256; // an empty field says nothing
        }
    }

    /** Hears how far a transfer is, at most four times a second, from a thread of this room: never block or throw. */
    @FunctionalInterface
    interface Progress {
        Progress NONE = (bytes, total) -> {};

        /** @param total negative while it is not known */
        void at(long bytes, long total);
    }

    /** One caller's wish for a file. Those who want the same file share its transfer. */
    @ProviderType
    interface Ticket {
        /** Waits until the file is there. An interrupt is a cancel. */
        Path await() throws DownloadFailed;

        /**
         * Completes when the file is there, or with {@link DownloadFailed}, on a thread of this room: dependents must
         * not block.
         */
        CompletableFuture<Path> done();

        /** Lets go at once. The transfer ends with the last who lets go; what has come is kept for the next time. */
        void cancel();
    }

    /** A file that is on its way, or waits for its turn. */
    record Underway(Path target, long bytes, long total) {}

    /** Begins as soon as one of the few places is free. Never blocks. */
    Ticket start(Request request, Progress progress);

    List<Underway> underway();

    /**
     * Fetches and waits.
     *
     * @param onCancel takes what ends the wait, such as {@code context::onCancel}
     */
    default Path fetch(Request request, Progress progress, Consumer<Runnable> onCancel) throws DownloadFailed {
        Ticket ticket = start(request, progress);
        onCancel.accept(ticket::cancel);
        return ticket.await();
    }

    /** Whether a file's name says that it is what is left of a transfer, or kept about one. */
    static boolean unfinished(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".part")
                || name.endsWith(".part.json")
                || name.endsWith(".parallel")
                || name.endsWith(".parallel.json");
    }
}
