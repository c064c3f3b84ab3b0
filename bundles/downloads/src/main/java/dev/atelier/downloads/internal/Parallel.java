package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings one large file by several connections, each a piece at a time. What is synced stands in a note beside the
 * file, so that a killed process loses about the last second.
 */
final class Parallel {
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Source source;
    private final Path file;
    private final About about;
    private final String validator;
    private final Kit kit;
    private final Calls calls;
    private final Meter meter;
    private final Retries retries;
    /** Guarded by this. */
    private final Deque<Span> pieces;
    /** Guarded by this. */
    private final List<Span> done;
    /** Guarded by this. */
    private final Set<Piece> running = Collections.newSetFromMap(new IdentityHashMap<>());

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final ReentrantLock noting = new ReentrantLock();
    private volatile long noted = System.nanoTime();
    private volatile boolean changed;
    private volatile Runnable nudge = () -> {};

    Parallel(Source source, Path file, About about, Kit kit, Calls calls, Meter meter) {
        this.source = source;
        this.file = file;
        this.about = about;
        this.validator = Objects.requireNonNull(about.validator(), "without a validator parts may not belong together");
        this.kit = kit;
        this.calls = calls;
        this.meter = meter;
        this.retries = new Retries(kit.retries(), calls);
        this.done = new ArrayList<>(Span.merged(about.done()));
        this.pieces = new ArrayDeque<>(Span.missing(done, about.total(), kit.pieceBytes()));
    }

    /** What one connection is bringing; {@code at} is how far it is. */
    private static final class Piece {
        final Span span;
        volatile long at;

        Piece(Span span) {
            this.span = span;
            this.at = span.from();
        }
    }

    /**
     * @param digest takes all of it, when the file has come
     * @return false when the file has changed at its server
     */
    boolean run(@Nullable MessageDigest digest) throws IOException, DownloadFailed, ReadFailed {
        meter.begin(done.stream().mapToLong(Span::length).sum(), about.total());
        about.with(done).write(file); // before the first byte: a file without a note is one that came in order
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            CompletableFuture<Void> hashed =
                    digest == null ? CompletableFuture.completedFuture(null) : hash(out, digest);
            try {
                everybody(out);
                hashed.join();
            } finally {
                note(out, true);
            }
            rethrow();
            if (changed) {
                return false;
            }
            out.force(true);
        }
        return true;
    }

    private CompletableFuture<Void> hash(FileChannel in, MessageDigest digest) {
        Follower follower = new Follower(in, digest, about.total(), this::withoutGap, this::over);
        nudge = follower::nudge;
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        follower.run();
                    } catch (IOException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        failure.compareAndSet(null, new IOException("interrupted", e));
                    }
                },
                kit.threads());
    }

    private boolean over() {
        return failure.get() != null || changed || calls.cancelled();
    }

    private synchronized long withoutGap() {
        List<Span> there = new ArrayList<>(done);
        running.forEach(piece -> there.add(new Span(piece.span.from(), piece.at)));
        List<Span> merged = Span.merged(there);
        return merged.isEmpty() || merged.get(0).from() > 0 ? 0 : merged.get(0).to();
    }

    private void everybody(FileChannel out) {
        List<CompletableFuture<Void>> others = new ArrayList<>();
        int more = Math.min(kit.connections().getAsInt(), pieces.size()) - 1;
        for (int i = 0; i < more; i++) {
            try {
                others.add(CompletableFuture.runAsync(() -> work(out), kit.threads()));
            } catch (RejectedExecutionException e) {
                break; // fewer do it as well
            }
        }
        work(out);
        others.forEach(CompletableFuture::join);
    }

    private void work(FileChannel out) {
        try {
            for (Piece piece = next(); piece != null; piece = next()) {
                try {
                    bring(piece, out);
                } finally {
                    ended(piece);
                }
            }
        } catch (IOException | DownloadFailed | ReadFailed | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private synchronized @Nullable Piece next() {
        Span span = failure.get() != null || changed ? null : pieces.poll();
        if (span == null) {
            return null;
        }
        Piece piece = new Piece(span);
        running.add(piece);
        return piece;
    }

    private void ended(Piece piece) {
        synchronized (this) {
            running.remove(piece);
            done.add(new Span(piece.span.from(), piece.at));
        }
        nudge.run();
    }

    private void bring(Piece piece, FileChannel out) throws IOException, DownloadFailed, ReadFailed {
        while (piece.at < piece.span.to() && failure.get() == null && !changed) {
            try {
                once(piece, out);
            } catch (ReadFailed e) {
                again(e.failure());
            }
        }
    }

    private void again(IOException e) throws DownloadFailed, ReadFailed {
        try {
            retries.broke(e);
        } catch (IOException last) {
            throw new ReadFailed(last);
        }
    }

    private void once(Piece piece, FileChannel out) throws IOException, DownloadFailed, ReadFailed {
        Span rest = new Span(piece.at, piece.span.to());
        try (Answer answer = asked(rest)) {
            if (answer.code() != 206) {
                otherwise(answer);
                return;
            }
            ContentRange range = answer.range();
            String now = answer.validator();
            if (range.from() != rest.from()
                    || (range.total() >= 0 && range.total() != about.total())
                    || (now != null && !now.equals(validator))) {
                changed = true;
                return;
            }
            copy(answer, piece, out);
        }
    }

    private Answer asked(Span rest) throws DownloadFailed, ReadFailed {
        try {
            return source.part(rest, validator);
        } catch (IOException e) {
            throw new ReadFailed(e);
        }
    }

    private void otherwise(Answer answer) throws DownloadFailed, ReadFailed {
        if (answer.code() == 200 || answer.code() == 416 || answer.code() == 412) {
            changed = true; // the whole file is sent to those who ask for a part of what it was
            return;
        }
        DownloadFailed refused = source.refused(answer);
        if (!refused.retryable()) {
            throw refused;
        }
        again(new IOException(refused.getMessage(), refused));
    }

    private void copy(Answer answer, Piece piece, FileChannel out) throws IOException, DownloadFailed, ReadFailed {
        byte[] chunk = new byte[Chunks.SIZE];
        for (int n = Chunks.read(answer, chunk); n > 0; n = Chunks.read(answer, chunk)) {
            int fits = (int) Math.min(n, piece.span.to() - piece.at);
            ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, fits);
            long at = piece.at;
            while (bytes.hasRemaining()) {
                at += out.write(bytes, at);
            }
            piece.at = at;
            retries.progressed();
            meter.add(fits);
            if (System.nanoTime() - noted > NOTE_NANOS) {
                note(out, false);
            }
            if (piece.at == piece.span.to() || failure.get() != null) {
                return;
            }
            calls.check();
        }
    }

    /** Syncs what is there and only then says so. */
    private void note(FileChannel out, boolean last) throws IOException {
        if (last) {
            noting.lock();
        } else if (!noting.tryLock()) {
            return;
        }
        try {
            List<Span> there;
            synchronized (this) {
                there = new ArrayList<>(done);
                running.forEach(piece -> there.add(new Span(piece.span.from(), piece.at)));
            }
            out.force(false);
            about.with(Span.merged(there)).write(file);
            noted = System.nanoTime();
        } finally {
            noting.unlock();
        }
    }

    private void rethrow() throws IOException, DownloadFailed, ReadFailed {
        Exception e = failure.get();
        if (e instanceof IOException io) {
            throw io;
        }
        if (e instanceof DownloadFailed failed) {
            throw failed;
        }
        if (e instanceof ReadFailed read) {
            throw read;
        }
        if (e instanceof RuntimeException bug) {
            throw bug;
        }
    }
}
