package dev.atelier.fleet.internal.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.remote.Asker.Question;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.RuntimeJson;
import dev.atelier.fleet.internal.shape.WorkerRow;
import dev.atelier.runtime.api.ConfigBundleSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Tries what of a runtime can be tried without changing anything, one thing after the other. */
public final class Probe {
    private static final String SUMMARY = "runtime.summary";
    private static final String LIST = "workers.list";
    private static final String DETAIL = "workers.detail";
    private static final String SOCKET = "workers.events_ws.construct";
    private static final String BUNDLES = "config_bundles.list";
    private static final String AVAILABILITY = "config_bundles.availability";
    private static final String SPAWN = "workers.spawn";
    private static final String INPUT = "workers.input_dispatch";
    private static final String SYNC = "config_bundles.sync";

    private final Asker asker;
    private final Duration within;
    private final List<String> capabilities = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private boolean reached;
    private boolean incompatible;

    private Probe(Asker asker, Duration within) {
        this.asker = asker;
        this.within = within;
    }

    /** @param within for each call */
    public static CompletableFuture<ObjectNode> of(RemoteRuntime runtime, Duration within) {
        return new Probe(runtime.asker(), within).run();
    }

    private CompletableFuture<ObjectNode> run() {
        return tried(SUMMARY, Question.get("/v1/runtime", RemoteJson::summary))
                .thenCompose(summary -> {
                    reached = summary.isPresent();
                    if (summary.isEmpty()) {
                        return CompletableFuture.completedFuture(null);
                    }
                    spawning(summary.get());
                    return rest();
                })
                .thenApply(nothing -> report());
    }

    private CompletableFuture<Void> rest() {
        return tried(LIST, Question.get("/v1/workers", RemoteJson::workers))
                .thenCompose(workers -> detail(workers.orElse(List.of())))
                .thenCompose(nothing -> tried(BUNDLES, Question.get("/v1/config-bundles", RemoteBundles::all)))
                .thenCompose(bundles -> availability(bundles.orElse(List.of())))
                .thenAccept(nothing -> {
                    available(SOCKET);
                    unknown(INPUT);
                    unknown(SYNC);
                });
    }

    private CompletableFuture<?> detail(List<WorkerRow> workers) {
        if (workers.isEmpty()) {
            unknown(DETAIL);
            return CompletableFuture.completedFuture(null);
        }
        String id = Escapes.segment(workers.get(0).workerId());
        return tried(DETAIL, Question.get("/v1/workers/" + id, RemoteJson::worker));
    }

    private CompletableFuture<?> availability(List<ConfigBundleSummary> bundles) {
        if (bundles.isEmpty()) {
            unknown(AVAILABILITY);
            return CompletableFuture.completedFuture(null);
        }
        var first = bundles.get(0).metadata();
        String path = "/v1/config-bundles/" + Escapes.segment(first.id()) + "/availability?digest="
                + Escapes.value(first.digest());
        return tried(AVAILABILITY, Question.get(path, json -> RuntimeJson.availability(json.within("availability"))));
    }

    private void spawning(RemoteJson.Summary summary) {
        if (summary.creates()) {
            available(SPAWN);
        } else {
            incompatible = true;
            capabilities.add(SPAWN + ":incompatible");
            diagnostics.add(Diagnostic.error(
                    "remote_runtime_worker_creation_unavailable", "The runtime makes no Workers at the moment."));
        }
    }

    private <T> CompletableFuture<Optional<T>> tried(String operation, Question<T> question) {
        Function<T, Optional<T>> worked = value -> {
            available(operation);
            return Optional.of(value);
        };
        Function<Diagnostic, Optional<T>> failed = why -> {
            incompatible = true;
            capabilities.add(operation + ":incompatible");
            diagnostics.add(Diagnostic.error(operation + "." + kind(why), why.message()));
            return Optional.empty();
        };
        return asker.insist(question, within).thenApply(outcome -> outcome.fold(worked, failed));
    }

    private static String kind(Diagnostic why) {
        return switch (why.code()) {
            case "remote_runtime_timeout" -> "timeout";
            case "remote_runtime_network_error" -> "connect_failed";
            case "remote_runtime_client_error" -> "request_failed";
            case "remote_runtime_malformed_response" -> "malformed_json";
            default -> "http_status";
        };
    }

    private void available(String operation) {
        capabilities.add(operation + ":available");
        diagnostics.add(Diagnostic.info(operation + ".available", "The runtime can do this."));
    }

    private void unknown(String operation) {
        capabilities.add(operation + ":unknown");
        diagnostics.add(Diagnostic.warning(operation + ".unknown", "This cannot be tried without a change."));
    }

    private ObjectNode report() {
        ObjectNode json = Json.object()
                .put("state", !reached ? "failed" : incompatible ? "incompatible" : "compatible")
                .put("protocol_version", (String) null)
                .put("compatibility_basis", "answers of the runtime");
        capabilities.forEach(json.putArray("capabilities")::add);
        json.put("health_result", reached ? "reachable" : "unreachable");
        json.set("diagnostics", Diagnostic.json(diagnostics));
        return json;
    }
}
