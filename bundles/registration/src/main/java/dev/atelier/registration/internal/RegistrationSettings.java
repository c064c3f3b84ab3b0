package dev.atelier.registration.internal;

import java.time.Duration;

/** The settings in effect. */
record RegistrationSettings(Duration poll) {
    RegistrationSettings {
        if (poll.isNegative() || poll.isZero()) {
            throw new IllegalArgumentException("registration_poll_ms must be positive: " + poll.toMillis());
        }
    }

    static RegistrationSettings from(RegistrationConfig config) {
        return new RegistrationSettings(Duration.ofMillis(config.registration__poll__ms()));
    }
}
