package dev.atelier.engine.whisper.child;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the library writes: the only place where it says which language it heard, and why a model is none. */
final class LibraryLog {
    private static final Pattern LANGUAGE = Pattern.compile("auto-detected language: ([a-z]{2,3})\\b");
    private static final Pattern COMPLAINT =
            Pattern.compile("(?i)error|failed|invalid|unknown (tensor|language)|not (all|enough)|wrong|bad ");

    /** The worker keeps the end of it and tells it when this process aborts. */
    private final PrintStream err =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private @Nullable String language;
    private @Nullable String complaint;

    synchronized void heard(String text) {
        Matcher found = LANGUAGE.matcher(text);
        if (found.find()) {
            language = found.group(1);
        } else if (COMPLAINT.matcher(text).find()) {
            err.println(text.strip());
            complaint = complaint == null ? text.strip() : complaint;
        }
    }

    synchronized void clear() {
        language = null;
        complaint = null;
    }

    synchronized @Nullable String language() {
        return language;
    }

    /** What it complained of first; the rest are consequences. */
    synchronized String complaint() {
        return complaint == null ? "the library does not say why" : complaint;
    }
}
