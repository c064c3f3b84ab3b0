package dev.atelier.fake.studio;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The body of one request on a connection that carries more of them. */
final class Body extends InputStream {
    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean ended;
    private boolean begun;

    private Body(InputStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
        this.ended = !chunked && left == 0;
    }

    static Body of(Map<String, String> headers, InputStream in) {
        boolean chunked = headers.getOrDefault("transfer-encoding", "").contains("chunked");
        return new Body(in, chunked, chunked ? 0 : Long.parseLong(headers.getOrDefault("content-length", "0")));
    }

    byte[] bytes(int most) throws IOException {
        byte[] bytes = readNBytes(most);
        drain();
        return bytes;
    }

    void drain() throws IOException {
        transferTo(OutputStreams.NOWHERE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the body is cut short");
        }
        left -= count;
        ended = !chunked && left == 0;
        return count;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            line(in);
        }
        begun = true;
        String size = line(in);
        int extension = size.indexOf(';');
        left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).trim(), 16);
        if (left == 0) {
            while (!line(in).isEmpty()) {
                // trailers say nothing here
            }
            ended = true;
        }
    }

    /** One line of the head or of the chunking. */
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (line.size() > 64 * 1024) {
                throw new IOException("a line without end");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
