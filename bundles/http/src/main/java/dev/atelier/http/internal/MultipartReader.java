package dev.atelier.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks through the parts of a multipart body with one fixed buffer, whatever their size. */
final class MultipartReader {
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_PADDING = 1024;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;

    /** The body is not what its type says; the message never repeats any of it. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    MultipartReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter may stand at the very start, without the line end that the others have before them.
        buffer[0] = '\r';
        buffer[1] = '\n';
        this.end = 2;
    }

    /** Skips what is left of the current part; the headers of the next one by lower-case name, null after the last. */
    @Nullable
    Map<String, String> next() throws IOException {
        copy(OutputStream.nullOutputStream());
        int first = read();
        int second = read();
        if (first == '-' && second == '-') {
            return null;
        }
        for (int i = 0; first == ' ' || first == '\t'; i++) {
            if (i > MAX_PADDING) {
                throw new Malformed("the boundary line does not end");
            }
            first = second;
            second = read();
        }
        if (first != '\r' || second != '\n') {
            throw new Malformed("a boundary is followed by neither a line end nor dashes");
        }
        partOpen = true;
        return headers();
    }

    private boolean partOpen = true; // the preamble counts as a part

    /** Copies the current part to its end. */
    void copy(OutputStream sink) throws IOException {
        if (!partOpen) {
            return;
        }
        while (true) {
            int found = find();
            if (found >= 0) {
                sink.write(buffer, position, found - position);
                position = found + delimiter.length;
                partOpen = false;
                return;
            }
            int safe = Math.max(position, end - delimiter.length + 1);
            sink.write(buffer, position, safe - position);
            position = safe;
            fill();
        }
    }

    private int find() {
        int last = end - delimiter.length;
        for (int i = position; i <= last; i++) {
            if (buffer[i] == '\r' && matchesAt(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matchesAt(int start) {
        for (int i = 1; i < delimiter.length; i++) {
            if (buffer[start + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        int[] left = {MAX_HEADERS};
        for (String line = line(left); !line.isEmpty(); line = line(left)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new Malformed("a part has a header without a name");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return headers;
    }

    private String line(int[] left) throws IOException {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream(128);
        while (true) {
            int b = read();
            if (--left[0] < 0) {
                throw new Malformed("the headers of a part are too long");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
        }
    }

    private int read() throws IOException {
        if (position == end) {
            fill();
        }
        return buffer[position++] & 0xff;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, end - position);
        end -= position;
        position = 0;
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) {
            throw new Malformed("the body ends before its closing boundary");
        }
        end += n;
    }
}
