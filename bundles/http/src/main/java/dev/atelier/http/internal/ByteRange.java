package dev.atelier.http.internal;

import dev.atelier.http.api.HttpError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one range a caller asks for, both ends included. Several ranges at once are answered with the whole. */
record ByteRange(long first, long last) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Empty when the header asks for nothing we serve in part. */
    static Optional<ByteRange> of(String header, long size) {
        Matcher matcher = ONE.matcher(header.trim());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (matcher.group(1).isEmpty()) {
            long tail = Long.parseLong(matcher.group(2));
            first = tail == 0 ? size : Math.max(0, size - tail);
        } else {
            first = Long.parseLong(matcher.group(1));
            last = matcher.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(matcher.group(2)));
            if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
                return Optional.empty(); // not a range at all, so to be ignored
            }
        }
        if (first >= size) {
            throw HttpError.plain(416, "no such range").withHeader("Content-Range", "bytes */" + size);
        }
        return Optional.of(new ByteRange(first, last));
    }

    long length() {
        return last - first + 1;
    }
}
