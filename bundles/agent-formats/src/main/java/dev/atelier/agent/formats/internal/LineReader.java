package dev.atelier.agent.formats.internal;

import java.time.Duration;

/** Reads the lines of one run. */
interface LineReader {
    void line(String line);

    /** Nothing came for a while; {@code partial} is what stands of the next line. */
    default void quiet(Duration silence, String partial) {}

    default void end() {}
}
