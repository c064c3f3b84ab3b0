package dev.atelier.host.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long ago somebody last touched this machine, or why nobody can tell.
 *
 * @param idle null exactly when there is a problem
 */
record IdleReading(@Nullable Duration idle, @Nullable String problem) {
    static IdleReading of(Duration idle) {
        return new IdleReading(idle.isNegative() ? Duration.ZERO : idle, null);
    }

    static IdleReading unknown(String problem) {
        return new IdleReading(null, problem);
    }
}
