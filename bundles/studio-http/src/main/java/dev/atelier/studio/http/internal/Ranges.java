package dev.atelier.studio.http.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.studio.store.api.ResultStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers with a stored result, or with the one part of it a player asks for. */
final class Ranges {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

    private Ranges() {}

    static void answer(Exchange exchange, String type, ResultStore.Opened opened) throws IOException {
        exchange.header("Accept-Ranges", "bytes");
        Matcher asked = ONE.matcher(exchange.header("Range").orElse(""));
        long first = asked.matches() ? Long.parseLong(asked.group(1)) : -1;
        long last = asked.matches() && !asked.group(2).isEmpty() ? Long.parseLong(asked.group(2)) : Long.MAX_VALUE;
        last = Math.min(last, opened.length() - 1);
        if (first < 0 || first > last) {
            exchange.stream(200, type, opened.length(), opened.bytes());
            return;
        }
        opened.bytes().skipNBytes(first);
        exchange.header("Content-Range", "bytes " + first + "-" + last + "/" + opened.length());
        exchange.stream(206, type, last - first + 1, new Part(opened.bytes(), last - first + 1));
    }

    /** So many bytes of a stream. */
    private static final class Part extends FilterInputStream {
        private long left;

        Part(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            int b = left <= 0 ? -1 : super.read();
            left -= b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = left <= 0 ? -1 : super.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }
}
