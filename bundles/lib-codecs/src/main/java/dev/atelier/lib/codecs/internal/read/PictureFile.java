package dev.atelier.lib.codecs.internal.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file, read in pieces: readers ask for a few bytes at a time, and the usual stream asks the system for each of them.
 *
 * <p>Does not tell its length. The WebP reader compares it with the size of the picture and refuses flat ones, which pack
 * better than it believes; the limit on pixels is guard enough.
 */
final class PictureFile extends ImageInputStreamImpl {
    private static final int PIECE = 16 * 1024;

    private final SeekableByteChannel file;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE).limit(0);
    /** Where the piece begins in the file. */
    private long at;

    PictureFile(Path path) throws IOException {
        this.file = Files.newByteChannel(path);
    }

    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        if (!atPosition()) {
            return -1;
        }
        streamPos++;
        return piece.get() & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        checkClosed();
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (!atPosition()) {
            return -1;
        }
        int count = Math.min(length, piece.remaining());
        piece.get(into, from, count);
        streamPos += count;
        return count;
    }

    /** Whether there is a byte to read where the stream stands; the piece stands there too then. */
    private boolean atPosition() throws IOException {
        long within = streamPos - at;
        if (within < 0 || within >= piece.limit()) {
            at = streamPos;
            piece.clear();
            file.position(at);
            while (piece.hasRemaining() && file.read(piece) >= 0) {
                // until it is full or the file is over
            }
            piece.flip();
            return piece.hasRemaining();
        }
        piece.position((int) within);
        return true;
    }

    @Override
    public void close() throws IOException {
        super.close();
        file.close();
    }
}
