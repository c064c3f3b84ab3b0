package dev.atelier.downloads.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes of a file an answer brings; negative numbers are not known. */
record ContentRange(long from, long total) {
    static final ContentRange NONE = new ContentRange(-1, -1);

    private static final Pattern FORM = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(?:(\\d{1,18})|\\*)");

    static ContentRange parse(@Nullable String header) {
        Matcher matcher = FORM.matcher(header == null ? "" : header.strip());
        return matcher.matches() ? new ContentRange(number(matcher.group(1)), number(matcher.group(2))) : NONE;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? -1 : Long.parseLong(digits);
    }
}
