package dev.atelier.downloads.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Hashes a file while it comes, as far as it is there without a gap: afterwards little is left to do. */
final class Follower {
    private static final int CHUNK = 256 << 10;
    private static final long LOOK_MILLIS = 100;

    private final FileChannel file;
    private final MessageDigest digest;
    private final long total;
    private final LongSupplier there;
    private final BooleanSupplier given;
    private final Semaphore news = new Semaphore(0);

    /**
     * @param there how far the file goes without a gap
     * @param given up: nobody will ask for the hash
     */
    Follower(FileChannel file, MessageDigest digest, long total, LongSupplier there, BooleanSupplier given) {
        this.file = file;
        this.digest = digest;
        this.total = total;
        this.there = there;
        this.given = given;
    }

    /** Ends when all is hashed, or it is given up. */
    void run() throws IOException, InterruptedException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long at = 0;
        while (at < total && !given.getAsBoolean()) {
            long to = there.getAsLong();
            if (to > at) {
                at += some(chunk, at, to);
            } else {
                more();
            }
        }
    }

    private int some(ByteBuffer chunk, long at, long to) throws IOException {
        chunk.clear().limit((int) Math.min(CHUNK, to - at));
        int n = file.read(chunk, at);
        if (n <= 0) {
            throw new IOException("the file is shorter than what was written");
        }
        digest.update(chunk.flip());
        return n;
    }

    /** Something has come to its end: there may be more. */
    void nudge() {
        news.release();
    }

    private void more() throws InterruptedException {
        // a piece that is still coming nudges nobody
        var unused = news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        news.drainPermits();
    }
}
