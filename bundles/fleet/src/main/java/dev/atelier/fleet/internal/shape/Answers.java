package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.ConfigBundleAvailability;
import dev.atelier.runtime.api.ConfigBundleSummary;
import dev.atelier.runtime.api.TranscriptEntry;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How operations end. A runtime that says no is an outcome like any other. */
public final class Answers {
    private Answers() {}

    /** What became of an operation. */
    public enum State {
        ACCEPTED,
        UNSUPPORTED,
        REJECTED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something that was seen to happen. */
    public record Evidence(String kind, String detail) {}

    /** Of an order for a Worker. */
    public record Spawned(
            State state, @Nullable WorkerView worker, List<Evidence> evidence, List<Diagnostic> diagnostics)
            implements Shown {
        public Spawned {
            evidence = List.copyOf(evidence);
            diagnostics = List.copyOf(diagnostics);
        }

        public static Spawned rejected(List<Diagnostic> diagnostics) {
            return new Spawned(State.REJECTED, null, List.of(), diagnostics);
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object().put("state", state.wire());
            if (worker != null) {
                json.set("worker", worker.json());
            }
            ArrayNode seen = json.putArray("acceptance_evidence");
            evidence.forEach(each -> seen.addObject().put("kind", each.kind()).put("detail", each.detail()));
            json.set("diagnostics", Diagnostic.json(diagnostics));
            return json;
        }
    }

    /** Of a bundle that was handed over or asked for. */
    public record Bundled(State state, @Nullable ConfigBundleAvailability availability, List<Diagnostic> diagnostics)
            implements Shown {
        public Bundled {
            diagnostics = List.copyOf(diagnostics);
        }

        public static Bundled accepted(ConfigBundleAvailability availability) {
            return new Bundled(State.ACCEPTED, availability, List.of());
        }

        public static Bundled rejected(Diagnostic why) {
            return new Bundled(State.REJECTED, null, List.of(why));
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object().put("state", state.wire());
            if (availability != null) {
                json.set("availability", RuntimeJson.availability(availability));
            }
            json.set("diagnostics", Diagnostic.json(diagnostics));
            return json;
        }
    }

    /** The bundles of a runtime. */
    public record Bundles(List<ConfigBundleSummary> bundles, List<Diagnostic> diagnostics) implements Shown {
        public Bundles {
            bundles = List.copyOf(bundles);
            diagnostics = List.copyOf(diagnostics);
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object();
            ArrayNode rows = json.putArray("bundles");
            bundles.forEach(each -> rows.add(RuntimeJson.bundleSummary(each)));
            json.set("diagnostics", Diagnostic.json(diagnostics));
            return json;
        }
    }

    /** Of something said to a Worker; sequence and event are null unless it was taken. */
    public record Told(
            State state,
            String runtimeId,
            String workerId,
            @Nullable Long sequence,
            @Nullable Long eventId,
            List<Diagnostic> diagnostics)
            implements Shown {
        public Told {
            diagnostics = List.copyOf(diagnostics);
        }

        public static Told refused(State state, String runtimeId, String workerId, Diagnostic why) {
            return new Told(state, runtimeId, workerId, null, null, List.of(why));
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("state", state.wire())
                    .put("runtime_id", runtimeId)
                    .put("worker_id", workerId);
            if (sequence != null) {
                json.put("transcript_sequence", sequence);
            }
            if (eventId != null) {
                json.put("event_id", eventId);
            }
            json.set("diagnostics", Diagnostic.json(diagnostics));
            return json;
        }
    }

    /** A page of what was said; next is null when there is no more. */
    public record Page(
            State state,
            String runtimeId,
            String workerId,
            long start,
            long limit,
            long total,
            @Nullable Long next,
            List<TranscriptEntry> items,
            List<Diagnostic> diagnostics)
            implements Shown {
        public Page {
            items = List.copyOf(items);
            diagnostics = List.copyOf(diagnostics);
        }

        public static Page refused(String runtimeId, String workerId, long start, long limit, Diagnostic why) {
            return new Page(State.REJECTED, runtimeId, workerId, start, limit, 0, null, List.of(), List.of(why));
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("state", state.wire())
                    .put("runtime_id", runtimeId)
                    .put("worker_id", workerId)
                    .put("start", start)
                    .put("limit", limit)
                    .put("total_items", total);
            if (next != null) {
                json.put("next_start", next);
            }
            ArrayNode rows = json.putArray("items");
            items.forEach(item -> rows.addObject()
                    .put("sequence", item.sequence())
                    .put("role", item.role().wire())
                    .put("content", item.content())
                    .put("event_id", item.eventId()));
            json.set("diagnostics", Diagnostic.json(diagnostics));
            return json;
        }
    }
}
