package dev.atelier.engine.manager.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.MetricSource;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.internal.host.Bounded;
import dev.atelier.engine.manager.internal.operation.Operations;
import dev.atelier.engine.manager.internal.registry.EngineRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** How the engines do, in numbers. */
final class Figures {
    private final EngineRegistry registry;
    private final Operations operations;
    private final Bounded bounded;
    private final boolean needed;

    /** @param needed whether this process is there to run jobs: a studio alone is ready without an engine */
    Figures(EngineRegistry registry, Operations operations, Bounded bounded, boolean needed) {
        this.registry = registry;
        this.operations = operations;
        this.bounded = bounded;
        this.needed = needed;
    }

    Optional<String> notReadyBecause() {
        if (registry.starting()) {
            return Optional.of("engines are starting");
        }
        return needed && registry.serving().isEmpty()
                ? Optional.of("no engine serves; install one with `atelier engines install`")
                : Optional.empty();
    }

    void collect(MetricSource.Sink sink) {
        for (EngineRow row : registry.rows()) {
            Map<String, String> labels = Map.of("engine", row.id(), "version", row.version());
            sink.counter("atelier_engine_jobs_total", "Jobs an engine version has ended", (double) row.jobs(), labels);
            sink.counter(
                    "atelier_engine_faults_total", "Jobs that ended in an engine fault", (double) row.faults(), labels);
            sink.gauge("atelier_engine_in_flight", "Jobs running on an engine version", row.inFlight(), labels);
        }
        Map<Operation.State, AtomicLong> ended = operations.ended();
        for (Operation.State state : Operation.State.values()) {
            if (state != Operation.State.RUNNING) {
                AtomicLong count = ended.get(state);
                sink.counter(
                        "atelier_swaps_total",
                        "Changes to the engines, by how they ended",
                        count == null ? 0 : (double) count.get(),
                        Map.of("result", state.wireName()));
            }
        }
        sink.gauge(
                "atelier_engine_abandoned_threads",
                "Threads given up because an engine did not return",
                bounded.abandoned(),
                Map.of());
    }

    void status(ObjectNode status) {
        EngineRegistry.Count count = registry.count();
        status.putObject("engines").put("serving", count.serving()).put("unavailable", count.unavailable());
    }
}
