package dev.atelier.fake.studio;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code multipart/form-data} body part by part; a part is never held as a whole. */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILENAME = Pattern.compile("filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*(.*)$");

    private static final byte[] CRLF = ascii("\r\n");

    private final InputStream in;
    private final byte[] boundary;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    Multipart(InputStream in, @Nullable String contentType) throws IOException {
        this.in = in;
        Matcher found = BOUNDARY.matcher(contentType == null ? "" : contentType);
        if (contentType == null
                || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")
                || !found.find()) {
            throw new IOException("not multipart/form-data");
        }
        this.boundary = found.group(1).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What stands before the bytes of a part. */
    record Head(
            String name,
            @Nullable String filename,
            @Nullable String contentType) {}

    /** Says where the bytes of a part go. */
    interface Parts {
        OutputStream begin(Head head) throws IOException;
    }

    void read(Parts parts) throws IOException {
        until(ascii("--" + text(boundary)), OutputStreams.NOWHERE);
        byte[] delimiter = ascii("\r\n--" + text(boundary));
        while (!atTheEnd()) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            until(ascii("\r\n\r\n"), head);
            until(delimiter, parts.begin(head(head.toString(StandardCharsets.UTF_8))));
        }
    }

    private static Head head(String head) throws IOException {
        String name = first(NAME, head);
        if (name == null) {
            throw new IOException("a part without a name");
        }
        return new Head(name, first(FILENAME, head), first(TYPE, head));
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1).trim() : null;
    }

    private boolean atTheEnd() throws IOException {
        while (limit - position < 2) {
            fill();
        }
        boolean end = buffer[position] == '-' && buffer[position + 1] == '-';
        if (!end) {
            until(CRLF, OutputStreams.NOWHERE);
        }
        return end;
    }

    private void until(byte[] delimiter, OutputStream sink) throws IOException {
        while (true) {
            int found = find(delimiter);
            if (found >= 0) {
                sink.write(buffer, position, found - position);
                position = found + delimiter.length;
                return;
            }
            int sure = Math.max(0, limit - position - (delimiter.length - 1));
            sink.write(buffer, position, sure);
            position += sure;
            fill();
        }
    }

    private int find(byte[] delimiter) {
        for (int at = position; at + delimiter.length <= limit; at++) {
            if (buffer[at] == delimiter[0]
                    && java.util.Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                return at;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            throw new EOFException("the last part is cut short");
        }
        limit += count;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
