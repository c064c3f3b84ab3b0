package dev.atelier.containers.internal;

import dev.atelier.containers.api.EngineException;
import java.io.IOException;
import java.io.InputStream;

/** A body that comes in chunks; one that breaks off is an error, not an end. */
final class ChunkedInput extends InputStream {
    private static final int LONGEST_LINE = 8 << 10;

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
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
        if (left == 0 && !ended) {
            begin();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(left, length));
        if (count < 0) {
            throw broken();
        }
        left -= count;
        return count;
    }

    private void begin() throws IOException {
        HttpHead.Lines lines = new HttpHead.Lines(in, LONGEST_LINE);
        if (!first && !lines.next().isEmpty()) {
            throw broken();
        }
        first = false;
        String size = lines.next().split(";", 2)[0].strip();
        try {
            left = Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            throw new EngineException(EngineException.Code.PROTOCOL, "a chunk of the engine's answer has no size", e);
        }
        if (left < 0) {
            throw broken();
        }
        if (left == 0) {
            ended = true;
            String trailer = lines.next();
            while (!trailer.isEmpty()) {
                trailer = lines.next();
            }
        }
    }

    private static EngineException broken() {
        return new EngineException(EngineException.Code.PROTOCOL, "the engine's answer breaks off");
    }
}
