package dev.atelier.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What jobs of a known length took beyond that length, at the client, in milliseconds.
 *
 * @param quiet without swaps
 * @param busy while engines were swapped
 */
record Waits(List<Double> quiet, List<Double> busy) {
    static final int JOB_MILLIS = 50;

    /** From the times jobs took as a whole. */
    static Waits of(List<Double> quiet, List<Double> busy) {
        return new Waits(beyond(quiet), beyond(busy));
    }

    private static List<Double> beyond(List<Double> millis) {
        return millis.stream().map(m -> m - JOB_MILLIS).toList();
    }

    /** Three lines a figure: without swaps, with them, and the difference. */
    static List<Row> rows(Waits ours, Waits peer) {
        List<Row> rows = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            double oursQuiet = figure.of(ours.quiet());
            double oursBusy = figure.of(ours.busy());
            double peerQuiet = figure.of(peer.quiet());
            double peerBusy = figure.of(peer.busy());
            String name = "wait of a job beyond its " + JOB_MILLIS + " ms, " + figure.words;
            rows.add(new Row("swap", name + ", without swaps", oursQuiet, peerQuiet, "ms", "", ""));
            rows.add(new Row("swap", name + ", during swaps", oursBusy, peerBusy, "ms", "", ""));
            rows.add(Row.against(
                    "swap",
                    "wait added by swaps, " + figure.words,
                    Math.max(0, oursBusy - oursQuiet),
                    Math.max(0, peerBusy - peerQuiet),
                    "ms",
                    5));
        }
        return rows;
    }

    private enum Figure {
        MEDIAN("p50"),
        HIGH("p99"),
        LONGEST("longest");

        private final String words;

        Figure(String words) {
            this.words = words;
        }

        double of(List<Double> values) {
            return switch (this) {
                case MEDIAN -> Measured.median(values);
                case HIGH -> Measured.percentile(values, 99);
                case LONGEST -> Collections.max(values);
            };
        }
    }
}
