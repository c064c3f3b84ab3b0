package dev.atelier.http.internal;

import dev.atelier.http.api.HttpError;
import java.io.IOException;
import java.io.InputStream;

/** A request body that ends in 413 past its limit. */
final class LimitedBody extends InputStream {
    private final InputStream body;
    private final long limit;
    private long read;

    /** @param declared the length the caller announced, -1 when it did not */
    LimitedBody(InputStream body, long declared, long limit) {
        if (declared > limit) {
            throw tooLarge(limit);
        }
        this.body = body;
        this.limit = limit;
    }

    static HttpError tooLarge(long limit) {
        return HttpError.plain(413, "request body exceeds " + limit + " bytes");
    }

    @Override
    public int read() throws IOException {
        int b = body.read();
        return b < 0 ? b : count(1, b);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = body.read(into, offset, length);
        return n < 0 ? n : count(n, n);
    }

    private int count(int more, int result) {
        read += more;
        if (read > limit) {
            throw tooLarge(limit);
        }
        return result;
    }
}
