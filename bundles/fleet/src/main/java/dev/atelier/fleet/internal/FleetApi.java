package dev.atelier.fleet.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.connect.Workspace;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.RuntimeJson;
import dev.atelier.fleet.internal.shape.Shown;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.WorkerInput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runtimes, hosts, Workers and bundles for browsers: reads a request, asks the registry, answers. */
final class FleetApi {
    static final int LIMIT = 200;
    /** What a runtime takes. */
    private static final long LARGEST_BUNDLE = 2 * Exchange.MIB;

    private final Registry registry;
    private final Workspace workspace;
    private final EmbeddedRuntime embedded;
    private final Executor threads;

    FleetApi(Registry registry, Workspace workspace, EmbeddedRuntime embedded, Executor threads) {
        this.registry = registry;
        this.workspace = workspace;
        this.embedded = embedded;
        this.threads = threads;
    }

    List<FleetRoute> routes() {
        String worker = "/runtimes/{runtime}/workers/{worker}";
        String bundles = "/runtimes/{runtime}/config-bundles";
        return List.of(
                FleetRoute.read("/runtimes", this::runtimes),
                FleetRoute.read("/hosts", this::hosts),
                FleetRoute.read("/hosts/{host}/workers", this::workersOfHost),
                FleetRoute.read("/workers", this::workers),
                FleetRoute.operate("/runtimes/{runtime}/workers", this::spawn),
                FleetRoute.read(worker, this::worker),
                FleetRoute.operate(worker + "/input", this::input),
                FleetRoute.operate(worker + "/stop", exchange -> end(exchange, "stop")),
                FleetRoute.operate(worker + "/cancel", exchange -> end(exchange, "cancel")),
                FleetRoute.read(worker + "/transcript", this::transcript),
                FleetRoute.read(worker + "/events/ws", FleetApi::noSocket),
                FleetRoute.operate(bundles, this::storeBundle),
                FleetRoute.read(bundles, this::bundles),
                FleetRoute.read(bundles + "/{bundle}/availability", this::checkBundle),
                FleetRoute.read("/workspace", this::workspace));
    }

    private void runtimes(Exchange exchange) throws IOException {
        Replies.later(exchange, registry.listRuntimes(LIMIT).thenApply(this::list), threads);
    }

    private void hosts(Exchange exchange) throws IOException {
        exchange.json(200, list(registry.listHosts(LIMIT)).json());
    }

    private void workers(Exchange exchange) throws IOException {
        Replies.later(exchange, registry.listWorkers(LIMIT).thenApply(this::list), threads);
    }

    private void workersOfHost(Exchange exchange) throws IOException {
        Replies.later(
                exchange,
                registry.listWorkersOfHost(exchange.path("host"), LIMIT).thenApply(this::list),
                threads);
    }

    private Shown list(Listed<? extends Shown> listed) {
        return () -> {
            ObjectNode json = Json.object().put("workspace_id", workspace.id()).put("limit", LIMIT);
            ArrayNode items = json.putArray("items");
            listed.items().forEach(item -> item.addTo(items));
            json.put("source", "worker_runtime_registry");
            json.set("diagnostics", Diagnostic.json(listed.diagnostics()));
            return json;
        };
    }

    private void spawn(Exchange exchange) throws IOException {
        registry.runtime(exchange.path("runtime"));
        Members body = Requests.body(exchange);
        SpawnOrder order = Requests.read(() -> SpawnOrder.read(body));
        Replies.later(exchange, registry.spawn(exchange.path("runtime"), order), threads);
    }

    private void worker(Exchange exchange) throws IOException {
        Replies.later(exchange, registry.worker(exchange.path("runtime"), exchange.path("worker")), threads);
    }

    private void input(Exchange exchange) throws IOException {
        Members body = Requests.body(exchange);
        WorkerInput input = Requests.read(() -> new WorkerInput(
                body.has("kind") ? body.word("kind", WorkerInput.Kind.class) : WorkerInput.Kind.USER,
                body.text("content")));
        Replies.later(exchange, registry.input(exchange.path("runtime"), exchange.path("worker"), input), threads);
    }

    private void end(Exchange exchange, String verb) throws IOException {
        Members body = Requests.bodyIfAny(exchange);
        @Nullable String reason = Requests.<@Nullable String>read(() -> body.optionalText("reason"));
        Replies.later(exchange, registry.end(exchange.path("runtime"), exchange.path("worker"), verb, reason), threads);
    }

    private void transcript(Exchange exchange) throws IOException {
        long start = Requests.whole(exchange, "start", 0);
        long limit = Math.min(LIMIT, Requests.whole(exchange, "limit", LIMIT));
        Replies.later(
                exchange,
                registry.transcript(exchange.path("runtime"), exchange.path("worker"), start, limit),
                threads);
    }

    private static void noSocket(Exchange exchange) {
        throw HttpError.json(426, "upgrade_required", "this is a WebSocket").withHeader("Upgrade", "websocket");
    }

    private void storeBundle(Exchange exchange) throws IOException {
        registry.runtime(exchange.path("runtime"));
        Members body = Requests.body(exchange, LARGEST_BUNDLE);
        ConfigBundle bundle = Requests.read(() -> RuntimeJson.bundle(body.within("bundle")));
        Replies.later(exchange, registry.storeBundle(exchange.path("runtime"), bundle), threads);
    }

    private void bundles(Exchange exchange) throws IOException {
        Replies.later(exchange, registry.bundles(exchange.path("runtime")), threads);
    }

    private void checkBundle(Exchange exchange) throws IOException {
        String digest = exchange.query("digest").orElseThrow(() -> Replies.bad("digest is missing"));
        ConfigBundleRef reference = new ConfigBundleRef(exchange.path("bundle"), digest);
        Replies.later(exchange, registry.checkBundle(exchange.path("runtime"), reference), threads);
    }

    private void workspace(Exchange exchange) throws IOException {
        ObjectNode json = Json.object()
                .put("workspace_id", workspace.id())
                .put("display_name", workspace.displayName())
                .put("record_authority", "studio_store")
                .put("schema_version", 1)
                .put("auth", "api_key");
        ObjectNode points = json.putObject("extension_points");
        point(points, "store", "embedded", "Jobs, workers and models are kept by the studio.");
        point(points, "event_stream", "backend_proxy", "Events of Workers come through the backend.");
        point(points, "host_worker_bridge", "runtime_registry", "Workers are reached by the registry of runtimes.");
        point(
                points,
                "companion_console",
                embedded.available() ? "connected" : "not_input_capable",
                "A Worker of the embedded runtime keeps the workspace company.");
        exchange.json(200, json);
    }

    private static void point(ObjectNode points, String name, String status, String note) {
        points.putObject(name).put("status", status).put("note", note).putArray("diagnostics");
    }
}
