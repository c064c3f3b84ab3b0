package dev.atelier.studio.store.internal;

import dev.atelier.common.api.MetricSource.Sink;
import java.util.Map;

/** The writer's figures. */
final class StoreMetrics {
    private StoreMetrics() {}

    static void collect(GroupCommit writer, Sink sink) {
        Figures.Snapshot now = writer.figures().snapshot();
        sink.gauge("atelier_studio_store_waiting", "Changes that wait to be written", writer.depth(), Map.of());
        sink.counter("atelier_studio_store_groups_total", "Transactions written", (double) now.groups(), Map.of());
        sink.counter("atelier_studio_store_changes_total", "Changes written", (double) now.changes(), Map.of());
        sink.counter(
                "atelier_studio_store_failures_total",
                "Changes that were not written",
                (double) now.failures(),
                Map.of());
        String help = "Time to write a group of changes, of the newest thousand groups";
        sink.gauge("atelier_studio_store_commit_seconds", help, now.p50(), Map.of("quantile", "0.5"));
        sink.gauge("atelier_studio_store_commit_seconds", help, now.p99(), Map.of("quantile", "0.99"));
    }
}
