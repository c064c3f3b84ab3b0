package dev.atelier.runtime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A disk with room for so many bytes. What does not fit is written as far as it does. */
final class FullDisk extends Disk {
    private long room = Long.MAX_VALUE;

    void leave(long bytes) {
        room = bytes;
    }

    @Override
    int write(FileChannel channel, ByteBuffer bytes) throws IOException {
        if (room <= 0) {
            throw new IOException("No space left on device");
        }
        ByteBuffer part = bytes.duplicate();
        part.limit(part.position() + (int) Math.min(part.remaining(), room));
        int written = channel.write(part);
        bytes.position(bytes.position() + written);
        room -= written;
        return written;
    }
}
