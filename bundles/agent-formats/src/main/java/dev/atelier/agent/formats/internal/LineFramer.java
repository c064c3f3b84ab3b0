package dev.atelier.agent.formats.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts bytes into lines of text, wherever the reads end; never holds more than one line of the allowed length. */
final class LineFramer {
    private static final int SMALL = 8 << 10;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final int limit;
    private final Consumer<String> lines;
    private final Runnable tooLong;
    private byte[] held = new byte[SMALL];
    private int size;
    private boolean dropping;
    private boolean first = true;

    LineFramer(int limit, Consumer<String> lines, Runnable tooLong) {
        this.limit = limit;
        this.lines = lines;
        this.tooLong = tooLong;
    }

    void feed(byte[] bytes, int offset, int length) {
        int from = offset;
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            if (bytes[at] == '\n') {
                hold(bytes, from, at);
                line();
                from = at + 1;
            }
        }
        hold(bytes, from, end);
    }

    /** What stands after the last line feed is a line too. */
    void finish() {
        if (size > 0 || dropping) {
            line();
        }
    }

    /** The unfinished line as far as it has come. */
    String partial() {
        return dropping ? "" : decoded();
    }

    private void hold(byte[] bytes, int from, int to) {
        int more = to - from;
        if (dropping || more == 0) {
            return;
        }
        if (more > limit - size) {
            dropping = true;
            size = 0;
            return;
        }
        if (size + more > held.length) {
            held = Arrays.copyOf(held, (int) Math.min(limit, Math.max(size + more, 2L * held.length)));
        }
        System.arraycopy(bytes, from, held, size, more);
        size += more;
    }

    private void line() {
        boolean dropped = dropping;
        String line = dropped ? "" : decoded();
        dropping = false;
        size = 0;
        first = false;
        if (held.length > 16 * SMALL) {
            held = new byte[SMALL];
        }
        if (dropped) {
            tooLong.run();
        } else {
            lines.accept(line);
        }
    }

    private String decoded() {
        int end = size > 0 && held[size - 1] == '\r' ? size - 1 : size;
        String text = new String(held, 0, end, StandardCharsets.UTF_8);
        return first && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
