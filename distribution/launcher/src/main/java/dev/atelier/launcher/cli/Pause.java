package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;

/** Growing pauses between two questions, for when the live events are not to be had. */
final class Pause {
    private static final long MOST_MS = 1_000;

    private long millis = 20;

    void before(String what) throws Failure {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("no longer waiting for " + what, "interrupted", "");
        }
        millis = Math.min(MOST_MS, millis * 2);
    }
}
