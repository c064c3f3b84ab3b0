package dev.atelier.session.internal;

import java.time.Duration;

/** The timings in effect. */
record SessionSettings(
        Duration heartbeat,
        Duration logFlush,
        Duration readIdle,
        Duration backoffBase,
        Duration backoffMax,
        Duration uploadRetry) {
    SessionSettings {
        positive("heartbeat_ms", heartbeat);
        positive("log_flush_ms", logFlush);
        positive("read_idle_ms", readIdle);
        positive("backoff_base_ms", backoffBase);
        positive("backoff_max_ms", backoffMax);
        positive("upload_retry_ms", uploadRetry);
    }

    static SessionSettings from(SessionConfig config) {
        return new SessionSettings(
                Duration.ofMillis(config.heartbeat__ms()),
                Duration.ofMillis(config.log__flush__ms()),
                Duration.ofMillis(config.read__idle__ms()),
                Duration.ofMillis(config.backoff__base__ms()),
                Duration.ofMillis(config.backoff__max__ms()),
                Duration.ofMillis(config.upload__retry__ms()));
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value.toMillis());
        }
    }
}
