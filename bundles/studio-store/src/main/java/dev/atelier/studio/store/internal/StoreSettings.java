package dev.atelier.studio.store.internal;

import java.time.Duration;

/**
 * What may change while the store is open.
 *
 * @param retention zero keeps finished jobs
 * @param resultsBytes zero sets no bound
 */
record StoreSettings(Duration retention, long resultsBytes, int logsPerWorker) {
    static StoreSettings from(StoreConfig config) {
        return new StoreSettings(
                Duration.ofDays(config.studio_retention__days()),
                (long) (config.studio_results__max__gb() * 1_000_000_000L),
                config.studio_logs__per__worker());
    }
}
