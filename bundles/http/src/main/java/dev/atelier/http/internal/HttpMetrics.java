package dev.atelier.http.internal;

import dev.atelier.common.api.MetricSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.osgi.service.component.annotations.Component;

/**
 * Counts answers by whose routes they are and class of status. A component of its own: were the mounts the source, they
 * would need the routes that need the sources.
 */
@Component(service = {HttpMetrics.class, MetricSource.class})
public final class HttpMetrics implements MetricSource {
    private record Key(String routes, int hundred) {}

    private final Map<Key, LongAdder> answers = new ConcurrentHashMap<>();
    private volatile IntSupplier streams = () -> 0;

    void count(String routes, int status) {
        answers.computeIfAbsent(new Key(routes, status / 100), key -> new LongAdder())
                .increment();
    }

    void streams(IntSupplier open) {
        streams = open;
    }

    @Override
    public void collect(Sink sink) {
        answers.forEach((key, count) -> sink.counter(
                "atelier_http_requests_total",
                "Answered requests to routes.",
                (double) count.sum(),
                Map.of("routes", key.routes(), "status", key.hundred() + "xx")));
        sink.gauge("atelier_http_event_streams", "Open streams of events.", streams.getAsInt(), Map.of());
    }
}
