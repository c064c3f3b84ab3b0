package dev.atelier.runtime.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.BundleJson;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.ConfigBundleSummary;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeJson;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.TranscriptJson;
import dev.atelier.runtime.api.Wire;
import dev.atelier.runtime.api.WorkerJson;
import dev.atelier.runtime.api.WorkerLifecycleAck;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerStatus;
import dev.atelier.runtime.api.WorkerSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a runtime, and how it is put to it. The order in which a request is looked at is part of the
 * contract: route and method, Worker id, body and query, and only then the runtime.
 */
public final class RuntimeRoutes {
    private static final long DEFAULT_LIMIT = 256;
    /** Answered by whoever asks: no document, but a stream. */
    static final Route.Handler OBSERVATION = call -> {
        throw Refusal.upgradeRequired();
    };

    private final List<Route> routes = new ArrayList<>();

    public RuntimeRoutes() {
        other(
                "GET",
                "/v1/runtime",
                call -> one("runtime", RuntimeJson.write(call.runtime().summary())));
        other("GET", "/v1/workers", RuntimeRoutes::workers);
        other("POST", "/v1/workers", call -> {
            JsonNode body = call.json();
            return one("worker", WorkerJson.write(call.runtime().createWorker(WorkerJson.createRequest(body))));
        });
        worker("GET", "", call -> one("worker", WorkerJson.write(call.runtime().workerDetail(call.worker()))));
        worker("DELETE", "", call -> {
            call.runtime().deleteWorker(call.worker());
            return one("worker", Json.object().put("worker_id", call.id()).put("deleted", true));
        });
        worker("POST", "/input", call -> {
            JsonNode body = call.json();
            return one("ack", WorkerJson.write(call.runtime().sendInput(call.worker(), WorkerJson.input(body))));
        });
        worker("POST", "/stop", call -> ended(call, call.runtime()::stopWorker));
        worker("POST", "/cancel", call -> ended(call, call.runtime()::cancelWorker));
        worker("GET", "/transcript", RuntimeRoutes::transcript);
        worker("GET", "/events/ws", OBSERVATION);
        other("GET", "/v1/config-bundles", RuntimeRoutes::bundles);
        other("POST", "/v1/config-bundles", call -> {
            ConfigBundle bundle = BundleJson.bundle(call.json().path("bundle"));
            return one("availability", BundleJson.write(call.runtime().storeConfigBundle(bundle)));
        });
        other("GET", "/v1/config-bundles/*", RuntimeRoutes::bundle);
        other("GET", "/v1/config-bundles/*/availability", call -> {
            String digest = call.query().text("digest").orElseThrow(() -> Refusal.invalidQuery("digest is missing"));
            ConfigBundleRef reference = new ConfigBundleRef(call.id(), digest);
            return one("availability", BundleJson.write(call.runtime().checkConfigBundle(reference)));
        });
    }

    private void other(String method, String pattern, Route.Handler handler) {
        routes.add(new Route(method, List.of(pattern.substring(1).split("/")), false, handler));
    }

    private void worker(String method, String rest, Route.Handler handler) {
        String pattern = "v1/workers/*" + rest;
        routes.add(new Route(method, List.of(pattern.split("/")), true, handler));
    }

    /** @param path encoded, without a query */
    public Asked find(String method, String path) throws Refusal {
        List<String> segments = segments(path);
        Route route = find(method, segments);
        String id = route.id(segments);
        if (route.ofWorker() && isBlank(id)) {
            throw Refusal.of(400, "invalid_worker_id", "the Worker id is blank");
        }
        return new Asked(route, id);
    }

    /** Split before it is decoded, so that an encoded slash stays in its segment. */
    private static List<String> segments(String path) throws Refusal {
        List<String> segments = new ArrayList<>();
        for (String part : (path.startsWith("/") ? path.substring(1) : path).split("/", -1)) {
            segments.add(Percent.decoded(part).orElseThrow(Refusal::notFound));
        }
        return segments;
    }

    /** White space of Unicode, which Java's own notion differs from. */
    static boolean isBlank(String id) {
        return id.codePoints()
                .allMatch(c -> (c >= 0x09 && c <= 0x0D) || c == 0x85 || (Character.isSpaceChar(c) && c != 0x180E));
    }

    private Route find(String method, List<String> path) throws Refusal {
        String wanted = method.equals("HEAD") ? "GET" : method;
        Set<String> allowed = new LinkedHashSet<>();
        for (Route route : routes) {
            if (route.matches(path)) {
                if (route.method().equals(wanted)) {
                    return route;
                }
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw Refusal.notFound();
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        throw Refusal.methodNotAllowed(List.copyOf(allowed));
    }

    private static ObjectNode one(String name, ObjectNode value) {
        ObjectNode answer = Json.object();
        answer.set(name, value);
        return answer;
    }

    private static ObjectNode workers(Call call) throws Refusal {
        Optional<WorkerStatus> only = status(call.query());
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("workers");
        for (WorkerSummary worker : call.runtime().listWorkers()) {
            if (only.isEmpty() || worker.status() == only.get()) {
                list.add(WorkerJson.write(worker));
            }
        }
        return answer;
    }

    private static Optional<WorkerStatus> status(Query query) throws Refusal {
        Optional<String> word = query.text("status");
        if (word.isEmpty()) {
            return Optional.empty();
        }
        Optional<WorkerStatus> status = Wire.of(WorkerStatus.class, word.get());
        if (status.isEmpty()) {
            throw Refusal.invalidQuery("status is no known word");
        }
        return status;
    }

    private static ObjectNode transcript(Call call) throws Refusal {
        long most = call.runtime().summary().limits().maxTranscriptProjectionItems();
        long start = call.query().number("start").orElse(0L);
        long limit = call.query().number("limit").orElse(Math.min(DEFAULT_LIMIT, most));
        return one("transcript", TranscriptJson.write(call.runtime().transcript(call.worker(), start, limit)));
    }

    /** Ends a Worker. */
    @FunctionalInterface
    private interface End {
        WorkerLifecycleAck end(WorkerRef worker, @Nullable String reason);
    }

    /** The body may be anything that is JSON, whatever it says it is; none means no reason. */
    private static ObjectNode ended(Call call, End end) throws IOException, Refusal, MalformedRuntimeJson {
        byte[] body = call.body().bytes();
        String reason = body.length == 0 ? null : WorkerJson.reason(RuntimeJson.parse(body));
        return one("ack", WorkerJson.write(end.end(call.worker(), reason)));
    }

    private static ObjectNode bundles(Call call) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("bundles");
        call.runtime().listConfigBundles().forEach(bundle -> list.add(BundleJson.write(bundle)));
        return answer;
    }

    private static ObjectNode bundle(Call call) {
        for (ConfigBundleSummary bundle : call.runtime().listConfigBundles()) {
            if (bundle.metadata().id().equals(call.id())) {
                return one("bundle", BundleJson.write(bundle));
            }
        }
        throw new RuntimeRefusal(RuntimeError.CONFIG_BUNDLE_MISSING, "there is no config bundle of this id");
    }
}
