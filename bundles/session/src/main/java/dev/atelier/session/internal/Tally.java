package dev.atelier.session.internal;

import dev.atelier.common.api.MetricSource;
import java.util.Map;
import java.util.TreeMap;

/** What happened in sessions since the process began. */
final class Tally {
    private final Map<String, Long> offers = new TreeMap<>();
    private long reconnects;
    private long uploadRetries;

    synchronized void offer(String outcome) {
        offers.merge(outcome, 1L, Long::sum);
    }

    synchronized void reconnect() {
        reconnects++;
    }

    synchronized void uploadRetry() {
        uploadRetries++;
    }

    synchronized void collect(MetricSource.Sink sink) {
        sink.counter(
                "atelier_session_reconnects_total",
                "Sessions and attempts at one that were lost.",
                (double) reconnects,
                Map.of());
        offers.forEach((outcome, count) -> sink.counter(
                "atelier_session_offers_total",
                "Offers of the studio, by what became of them.",
                count,
                Map.of("outcome", outcome)));
        sink.counter(
                "atelier_session_upload_retries_total",
                "Uploads that were tried again.",
                (double) uploadRetries,
                Map.of());
    }
}
