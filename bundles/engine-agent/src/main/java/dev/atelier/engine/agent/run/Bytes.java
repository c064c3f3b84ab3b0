package dev.atelier.engine.agent.run;

import java.util.Locale;

/** Amounts of memory, for people. */
final class Bytes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    private Bytes() {}

    static String shown(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        String number = amount == Math.rint(amount)
                ? String.valueOf((long) amount)
                : String.format(Locale.ROOT, "%.1f", amount);
        return number + " " + UNITS[unit];
    }
}
