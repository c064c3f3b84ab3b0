package dev.atelier.lib.codecs.internal.png;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Cuts what is written into PNG chunks of one type. Closing writes the last one and leaves the target open. */
final class ChunkStream extends OutputStream {
    private static final int MAX = 1 << 16;

    private final byte[] type;
    private final OutputStream target;
    private final byte[] body = new byte[MAX];
    private int size;

    ChunkStream(String type, OutputStream target) {
        this.type = type.getBytes(StandardCharsets.US_ASCII);
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        if (size == MAX) {
            emit();
        }
        body[size++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int left = length;
        while (left > 0) {
            if (size == MAX) {
                emit();
            }
            int part = Math.min(left, MAX - size);
            System.arraycopy(bytes, at, body, size, part);
            size += part;
            at += part;
            left -= part;
        }
    }

    @Override
    public void close() throws IOException {
        if (size > 0) {
            emit();
        }
    }

    /** Writes what has gathered as a chunk, even when that is nothing. */
    void emit() throws IOException {
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(body, 0, size);
        target.write(number(size));
        target.write(type);
        target.write(body, 0, size);
        target.write(number((int) crc.getValue()));
        size = 0;
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
