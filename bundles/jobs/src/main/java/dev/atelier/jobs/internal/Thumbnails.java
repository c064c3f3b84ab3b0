package dev.atelier.jobs.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small pictures of picture results, made in the background. A job never waits for one, nor fails for lack of it. */
final class Thumbnails {
    static final int SIDE = 384;
    private static final int WAITING = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private final Painter painter;
    private final Consumer<StoredJob> made;
    private final ExecutorService thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Threads.named("jobs-thumbnail"));

    Thumbnails(Painter painter, Consumer<StoredJob> made) {
        this.painter = painter;
        this.made = made;
    }

    /** Writes a picture, scaled down so that no side is longer than {@code maxSide}, as PNG. */
    interface Painter {
        void paint(Path picture, int maxSide, ByteArrayOutputStream png) throws IOException;
    }

    void offer(StoredJob job) {
        Path picture = job.result().orElse(null);
        if (job.record().kind() != Kind.IMAGE || picture == null) {
            return;
        }
        try {
            thread.execute(() -> make(job, picture));
        } catch (RejectedExecutionException e) {
            LOG.atWarn().addKeyValue("job", job.id()).log("too many pictures at once, no thumbnail");
        }
    }

    void stop(Duration grace) {
        thread.shutdownNow();
        Threads.stop(thread, grace);
    }

    private void make(StoredJob job, Path picture) {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            painter.paint(picture, SIDE, png);
            AtomicFiles.write(job.thumbnail(), png.toByteArray());
            made.accept(job);
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            // Decoders meet anything an engine may write; what they throw is no reason to lose this thread.
            LOG.atWarn().addKeyValue("job", job.id()).setCause(e).log("no thumbnail");
        }
    }
}
