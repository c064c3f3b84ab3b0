package dev.atelier.engine.whisper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sound as the models hear it, in a file: one channel of 16-bit samples, little end first, and nothing else. */
record Recording(Path file, long samples) {
    static final int RATE = 16_000;

    /** Whoever made the file may have been stopped within a sample. */
    static Recording of(Path file) throws IOException {
        return new Recording(file, Files.size(file) / Short.BYTES);
    }

    double seconds() {
        return (double) samples / RATE;
    }

    /** A part of it, as bytes. */
    byte[] bytes(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Short.BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            long at = from * Short.BYTES;
            while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
                // until it is full, or the file is shorter than it was
            }
        }
        return bytes.array();
    }

    static ShortBuffer samples(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    }
}
