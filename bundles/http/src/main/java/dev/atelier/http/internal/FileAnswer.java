package dev.atelier.http.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a file is answered: whole, in part, or not at all because the caller has it. */
final class FileAnswer {
    private static final int BUFFER = 64 * 1024;

    private FileAnswer() {}

    record Plan(int status, ByteRange range, Map<String, String> headers) {}

    static Plan plan(Path file, Function<String, Optional<String>> request) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        long size = attributes.size();
        String tag = "\"" + Long.toHexString(size) + "-"
                + Long.toHexString(attributes.lastModifiedTime().toMillis()) + "\"";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", tag);
        headers.put("Accept-Ranges", "bytes");
        ByteRange whole = new ByteRange(0, size - 1);
        if (request.apply("If-None-Match").filter(tag::equals).isPresent()) {
            return new Plan(304, whole, headers);
        }
        boolean sameFile = request.apply("If-Range").map(tag::equals).orElse(true);
        Optional<ByteRange> part =
                sameFile ? request.apply("Range").flatMap(header -> ByteRange.of(header, size)) : Optional.empty();
        part.ifPresent(
                range -> headers.put("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size));
        return new Plan(part.isPresent() ? 206 : 200, part.orElse(whole), headers);
    }

    static void copy(Path file, ByteRange range, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = open(file, range)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    /** So much of the file and no more; fails when it has become shorter. */
    static InputStream open(Path file, ByteRange range) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(range.first());
            return new Part(in, range.length());
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static final class Part extends InputStream {
        private final InputStream in;
        private long left;

        Part(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(into, offset, (int) Math.min(left, length));
            if (n < 0) {
                throw new EOFException("the file became shorter while it was sent");
            }
            left -= n;
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
