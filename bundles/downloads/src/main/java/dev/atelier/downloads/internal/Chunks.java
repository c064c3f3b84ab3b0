package dev.atelier.downloads.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.BufferedSource;

/** Bytes in pieces that are worth a write. */
final class Chunks {
    static final int SIZE = 64 << 10;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private Chunks() {}

    /**
     * Fills the chunk, unless the end comes before or the line is slow. What came before a line broke is handed out
     * first: the next call tells of it.
     *
     * @return how many bytes; 0 at the end
     */
    static int read(Answer answer, byte[] chunk) throws ReadFailed {
        BufferedSource source = answer.source();
        long began = System.nanoTime();
        int filled = 0;
        try {
            while (filled < chunk.length && (filled == 0 || System.nanoTime() - began < PATIENCE_NANOS)) {
                int n = source.read(chunk, filled, chunk.length - filled);
                if (n < 0) {
                    return filled;
                }
                filled += n;
            }
            return filled;
        } catch (IOException e) {
            if (filled > 0) {
                return filled;
            }
            throw new ReadFailed(e);
        }
    }
}
