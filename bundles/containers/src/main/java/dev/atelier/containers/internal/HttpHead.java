package dev.atelier.containers.internal;

import dev.atelier.containers.api.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The head of an answer: status and headers, never more of them than fit. */
record HttpHead(int status, Map<String, String> headers) {
    private static final int LARGEST = 64 << 10;

    static HttpHead read(InputStream in) throws IOException {
        Lines lines = new Lines(in, LARGEST);
        String first = lines.next();
        String[] parts = first.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5]\\d\\d")) {
            throw new EngineException(EngineException.Code.PROTOCOL, "the engine does not answer in HTTP");
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.merge(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip(),
                        (a, b) -> a + ", " + b);
            }
        }
        return new HttpHead(Integer.parseInt(parts[1]), headers);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean chunked() {
        return header("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT).contains("chunked");
    }

    boolean bodiless() {
        return status < 200 || status == 204 || status == 304;
    }

    /** Lines of a head, or the lines around chunks, up to a number of bytes. */
    static final class Lines {
        private final InputStream in;
        private int left;

        Lines(InputStream in, int most) {
            this.in = in;
            this.left = most;
        }

        String next() throws IOException {
            byte[] line = new byte[256];
            int size = 0;
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0 || --left < 0) {
                    throw new EngineException(
                            EngineException.Code.PROTOCOL,
                            b < 0
                                    ? "the engine hung up before it answered"
                                    : "the head of the engine's answer never ends");
                }
                if (size == line.length) {
                    line = Arrays.copyOf(line, 2 * size);
                }
                line[size++] = (byte) b;
            }
            int end = size > 0 && line[size - 1] == '\r' ? size - 1 : size;
            return new String(line, 0, end, StandardCharsets.ISO_8859_1);
        }
    }
}
