package dev.atelier.engine.host.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a tar file: the old format, and the names that GNU and POSIX put before an entry when they are long. */
final class Tar {
    private static final int BLOCK = 512;
    private static final int MOST_NAME = 64 * 1024;

    /** What comes before one entry: two long names, attributes of its own and of all, and some to spare. */
    private static final int MOST_BEFORE = 16;

    private final InputStream in;
    private long left;
    private long padding;

    Tar(InputStream in) {
        this.in = in;
    }

    /** What an entry is. */
    enum Type {
        FILE,
        SYMBOLIC_LINK,
        HARD_LINK,
        OTHER
    }

    record Entry(String name, Type type, String target, boolean executable, long size) {}

    /** The next entry; its content is what {@link #content} gives until the one after it is asked for. */
    @Nullable
    Entry next() throws IOException {
        String longName = null;
        String longTarget = null;
        for (int before = 0; before <= MOST_BEFORE; before++) {
            in.skipNBytes(left + padding);
            left = 0;
            padding = 0;
            byte[] header = in.readNBytes(BLOCK);
            if (header.length == 0 || allZero(header)) {
                return null;
            }
            if (header.length < BLOCK) {
                throw new EOFException("the archive ends too early");
            }
            left = octal(header, 124, 12);
            padding = (BLOCK - left % BLOCK) % BLOCK;
            switch (header[156]) {
                case 'L' -> longName = text();
                case 'K' -> longTarget = text();
                case 'x' -> {
                    String attributes = text();
                    longName = attribute(attributes, "path", longName);
                    longTarget = attribute(attributes, "linkpath", longTarget);
                }
                case 'g' -> text(); // of the whole archive: nothing in it is needed
                default -> {
                    String name = longName == null ? name(header) : longName;
                    String target = longTarget == null ? string(header, 157, 100) : longTarget;
                    return new Entry(name, type(header[156]), target, (octal(header, 100, 8) & 0100) != 0, left);
                }
            }
        }
        throw new IOException("the archive makes no sense");
    }

    /** Of the current entry. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = in.read(bytes, offset, (int) Math.min(length, left));
                if (n < 0) {
                    throw new EOFException("the archive ends too early");
                }
                left -= n;
                return n;
            }
        };
    }

    private static Type type(byte flag) {
        return switch (flag) {
            case 0, '0', '7' -> Type.FILE;
            case '1' -> Type.HARD_LINK;
            case '2' -> Type.SYMBOLIC_LINK;
            default -> Type.OTHER;
        };
    }

    private String text() throws IOException {
        if (left > MOST_NAME) {
            throw new IOException("the archive makes no sense");
        }
        byte[] bytes = in.readNBytes((int) left);
        left -= bytes.length;
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Lines of {@code <length> <key>=<value>}. */
    private static @Nullable String attribute(String lines, String key, @Nullable String otherwise) {
        return lines.lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private static String name(byte[] header) {
        String prefix = string(header, 257, 5).equals("ustar") ? string(header, 345, 155) : "";
        return prefix.isEmpty() ? string(header, 0, 100) : prefix + "/" + string(header, 0, 100);
    }

    private static String string(byte[] header, int from, int most) {
        int end = from;
        while (end < from + most && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        if (header[from] < 0) {
            throw new IOException("the archive holds a file that is too large"); // beyond eight gigabytes
        }
        String digits = string(header, from, length).strip();
        if (!digits.matches("[0-7]*")) { // a sign is none
            throw new IOException("the archive makes no sense");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static boolean allZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }
}
