package dev.atelier.studio.gateway.internal;

import java.time.Duration;

/** @param patience how long a request waits for its jobs */
record GatewaySettings(int maxWaiting, Duration patience, Duration silence) {
    GatewaySettings {
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("studio.gateway_max_waiting must be positive: " + maxWaiting);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("studio.gateway_timeout_secs must be positive: " + patience);
        }
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("studio.gateway_keep_alive_ms must be positive: " + silence);
        }
    }

    static GatewaySettings from(GatewayConfig config) {
        return new GatewaySettings(
                config.studio_gateway__max__waiting(),
                Duration.ofSeconds(config.studio_gateway__timeout__secs()),
                Duration.ofMillis(config.studio_gateway__keep__alive__ms()));
    }
}
