package dev.atelier.studio.dispatch.internal;

import java.time.Duration;

/** The settings in effect. */
record DispatchSettings(
        Duration sweep, Duration stale, Duration orphan, int queueMax, int maxAttempts, int logBatchMax) {
    DispatchSettings {
        positive("studio.sweep_ms", sweep.toMillis());
        positive("studio.stale_ms", stale.toMillis());
        positive("studio.orphan_ms", orphan.toMillis());
        positive("studio.queue_max", queueMax);
        positive("studio.max_attempts", maxAttempts);
        positive("studio.log_batch_max", logBatchMax);
    }

    static DispatchSettings from(DispatchConfig config) {
        return new DispatchSettings(
                Duration.ofMillis(config.studio_sweep__ms()),
                Duration.ofMillis(config.studio_stale__ms()),
                Duration.ofMillis(config.studio_orphan__ms()),
                config.studio_queue__max(),
                config.studio_max__attempts(),
                config.studio_log__batch__max());
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
