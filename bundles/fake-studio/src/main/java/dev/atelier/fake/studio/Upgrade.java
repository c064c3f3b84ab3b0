package dev.atelier.fake.studio;

import java.time.Instant;

/**
 * One attempt to open a session.
 *
 * @param nanos when, on {@link System#nanoTime()}'s clock
 * @param status 101 when it was opened; 0 when it was left without an answer
 */
public record Upgrade(Instant at, long nanos, String workerId, int status) {}
