package dev.atelier.downloads.internal;

import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import okhttp3.Call;

/**
 * What every transfer works with.
 *
 * @param threads for the further connections of a file
 * @param connections how many a large file may have
 * @param largeBytes from how many bytes on a file is large
 * @param pieceBytes what one connection asks for at a time
 */
record Kit(
        Hops hops,
        Call.Factory client,
        Executor threads,
        IntSupplier connections,
        long largeBytes,
        long pieceBytes,
        Retries.Plan retries,
        DiskSpace.Probe disk) {
    static final long LARGE = 64L << 20;
    static final long PIECE = 64L << 20;
}
