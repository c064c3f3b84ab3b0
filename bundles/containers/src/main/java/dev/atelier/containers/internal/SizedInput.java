package dev.atelier.containers.internal;

import dev.atelier.containers.api.EngineException;
import java.io.IOException;
import java.io.InputStream;

/** A body whose length was told; one that breaks off is an error, not an end. */
final class SizedInput extends InputStream {
    private final InputStream in;
    private long left;

    SizedInput(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(left, length));
        if (count < 0) {
            throw new EngineException(EngineException.Code.PROTOCOL, "the engine's answer breaks off");
        }
        left -= count;
        return count;
    }
}
