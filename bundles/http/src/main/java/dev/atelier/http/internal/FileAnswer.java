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
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(range.first());
            for (long left = range.length(); left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (n < 0) {
                    throw new EOFException("the file became shorter while it was sent");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
    }
}
