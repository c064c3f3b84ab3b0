package dev.atelier.launcher.cli.io;

/** Sizes and times as people read them. */
public final class Units {
    private static final String[] STEPS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Units() {}

    public static String bytes(long count) {
        int step = 0;
        double value = count;
        while (value >= 1024 && step < STEPS.length - 1) {
            value /= 1024;
            step++;
        }
        if (step == 0 || value >= 100) {
            return Math.round(value) + " " + STEPS[step];
        }
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10 + " " + STEPS[step];
    }

    public static String seconds(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
    }

    public static String millis(long millis) {
        return millis < 10_000 ? millis + " ms" : seconds(millis / 1000);
    }
}
