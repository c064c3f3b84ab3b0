package dev.atelier.fake.studio;

import dev.atelier.wire.api.WorkerFrame;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a worker.
 *
 * @param nanos when, on {@link System#nanoTime()}'s clock
 * @param frame null when it could not be read
 */
public record Received(
        Instant at,
        long nanos,
        int session,
        String text,
        @Nullable WorkerFrame frame) {}
