package dev.atelier.studio.dispatch.internal;

import dev.atelier.common.api.MetricSource;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What happened since the process began. */
final class Tally {
    private static final int SAMPLES = 1_024;

    private final Map<String, Long> frames = new TreeMap<>();
    private final double[] waits = new double[SAMPLES];
    private long offers;
    private double waited;

    /** @param event such as {@code claim_lost}, {@code reject_busy}, {@code stale_report} */
    synchronized void count(String event) {
        frames.merge(event, 1L, Long::sum);
    }

    synchronized void offered(double seconds) {
        waits[(int) (offers % SAMPLES)] = seconds;
        offers++;
        waited += seconds;
    }

    synchronized long of(String event) {
        return frames.getOrDefault(event, 0L);
    }

    synchronized void collect(MetricSource.Sink sink) {
        frames.forEach((event, count) -> sink.counter(
                "atelier_studio_dispatch_events_total",
                "What happened to jobs and sessions, by kind.",
                count,
                Map.of("event", event)));
        sink.counter("atelier_studio_offers_total", "Offers sent to workers.", (double) offers, Map.of());
        sink.counter(
                "atelier_studio_offer_wait_seconds_total",
                "Time jobs waited from being queued to being offered.",
                waited,
                Map.of());
        double[] newest = Arrays.copyOf(waits, (int) Math.min(offers, SAMPLES));
        Arrays.sort(newest);
        for (double quantile : new double[] {0.5, 0.99}) {
            if (newest.length > 0) {
                sink.gauge(
                        "atelier_studio_offer_wait_seconds",
                        "Time from being queued to being offered, over the newest offers.",
                        newest[(int) Math.min(newest.length - 1L, (long) (newest.length * quantile))],
                        Map.of("quantile", Double.toString(quantile)));
            }
        }
    }
}
