package dev.atelier.downloads.internal;

/** The settings in effect. */
record DownloadsSettings(int slots, int connections, long inputMaxBytes) {
    DownloadsSettings {
        atLeastOne("download_slots", slots);
        atLeastOne("download_connections", connections);
        atLeastOne("input_max_mb", inputMaxBytes);
    }

    static DownloadsSettings from(DownloadsConfig config) {
        return new DownloadsSettings(
                config.download__slots(), config.download__connections(), (long) config.input__max__mb() << 20);
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
