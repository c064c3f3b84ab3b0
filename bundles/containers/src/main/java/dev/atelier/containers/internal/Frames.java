package dev.atelier.containers.internal;

import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/** The two output streams of a container, which share one connection in frames of any length. */
final class Frames implements Attachment {
    private static final int HEADER = 8;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int PIECE = 64 << 10;

    private final HttpExchange exchange;
    private final InputStream in;
    private long left;
    private boolean error;

    Frames(HttpExchange exchange) {
        this.exchange = exchange;
        this.in = exchange.raw();
    }

    @Override
    public OutputStream stdin() {
        return exchange.out();
    }

    @Override
    public Optional<Output> next() throws IOException {
        while (left == 0) {
            byte[] header = in.readNBytes(HEADER);
            if (header.length == 0) {
                return Optional.empty();
            }
            if (header.length < HEADER) {
                throw broken("breaks off");
            }
            if (header[0] != STDOUT && header[0] != STDERR) {
                throw broken("is not in frames");
            }
            error = header[0] == STDERR;
            for (int at = 4; at < HEADER; at++) {
                left = (left << Byte.SIZE) | (header[at] & 0xff);
            }
        }
        byte[] piece = new byte[(int) Math.min(left, PIECE)];
        int count = in.read(piece);
        if (count < 0) {
            throw broken("breaks off");
        }
        left -= count;
        return Optional.of(new Output(error, count == piece.length ? piece : Arrays.copyOf(piece, count)));
    }

    private static EngineException broken(String how) {
        return new EngineException(Code.PROTOCOL, "the output of the container " + how);
    }

    @Override
    public void close() throws IOException {
        exchange.close();
    }
}
