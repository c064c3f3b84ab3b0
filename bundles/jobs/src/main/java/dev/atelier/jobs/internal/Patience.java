package dev.atelier.jobs.internal;

import java.time.Duration;

/**
 * How long things may take that should not.
 *
 * @param cancel until an engine that ignores a cancelled job is interrupted
 * @param interrupt until one that ignores this as well is given up
 * @param stop for running jobs when the worker stops
 */
record Patience(Duration cancel, Duration interrupt, Duration stop) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(5));
    /** More threads than these are not given up: then something is wrong that a person must look at. */
    static final int GIVEN_UP = 8;
}
