package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.MetricSource;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How requests were answered and how long that took, since the process began. */
final class Tally {
    private final Map<String, Map<Integer, Long>> answers = new TreeMap<>();
    private final Map<String, Duration> time = new TreeMap<>();

    synchronized void add(String route, int status, Duration took) {
        answers.computeIfAbsent(route, name -> new TreeMap<>()).merge(status, 1L, Long::sum);
        time.merge(route, took, Duration::plus);
    }

    synchronized void collect(MetricSource.Sink sink) {
        answers.forEach((route, statuses) -> statuses.forEach((status, count) -> sink.counter(
                "atelier_gateway_requests_total",
                "Requests to the OpenAI routes that were answered.",
                count,
                Map.of("route", route, "status", String.valueOf(status)))));
        time.forEach((route, took) -> sink.counter(
                "atelier_gateway_seconds_total",
                "Time until their answers, all together; divide by atelier_gateway_requests_total.",
                took.toNanos() / 1e9,
                Map.of("route", route)));
    }
}
