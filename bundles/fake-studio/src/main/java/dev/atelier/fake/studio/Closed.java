package dev.atelier.fake.studio;

/**
 * How a session ended.
 *
 * @param code 1006 when there was no close frame
 */
public record Closed(int code, String reason, boolean byWorker) {}
