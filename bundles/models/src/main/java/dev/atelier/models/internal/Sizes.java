package dev.atelier.models.internal;

import java.util.Locale;

/** Sizes as people read them. */
final class Sizes {
    private static final String[] STEPS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    static String progress(String what, long bytes, long total) {
        return "downloading " + what + ": " + of(bytes) + (total > 0 ? " of " + of(total) : "");
    }

    static String of(long bytes) {
        double value = bytes;
        int step = 0;
        while (value >= 1024 && step < STEPS.length - 1) {
            value /= 1024;
            step++;
        }
        return String.format(Locale.ROOT, step == 0 ? "%.0f %s" : "%.1f %s", value, STEPS[step]);
    }
}
