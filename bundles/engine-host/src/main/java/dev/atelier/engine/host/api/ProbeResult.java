package dev.atelier.engine.host.api;

/**
 * What a program said of itself.
 *
 * @param started whether it could be run at all and ended in time
 * @param code with which it ended; -1 when it did not
 * @param text what it wrote on both its outputs, or why it could not be run; cut at a few hundred kilobytes
 */
public record ProbeResult(boolean started, int code, String text) {
    /** Whether it ran and had nothing to complain about. */
    public boolean ok() {
        return started && code == 0;
    }
}
