package dev.atelier.studio.store.internal;

import java.util.Arrays;

/** What the writer has done: counts, and how long its newest groups took. */
final class Figures {
    private static final int KEPT = 1024;

    /** @param p50 seconds, 0 before the first group */
    record Snapshot(long groups, long changes, long failures, double p50, double p99) {}

    private final long[] nanos = new long[KEPT];
    private long groups;
    private long changes;
    private long failures;

    synchronized void group(int size, long tookNanos) {
        nanos[(int) (groups % KEPT)] = tookNanos;
        groups++;
        changes += size;
    }

    synchronized void failed(int count) {
        failures += count;
    }

    synchronized Snapshot snapshot() {
        long[] sorted = Arrays.copyOf(nanos, (int) Math.min(groups, KEPT));
        Arrays.sort(sorted);
        return new Snapshot(groups, changes, failures, at(sorted, 0.5), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1e9;
    }
}
