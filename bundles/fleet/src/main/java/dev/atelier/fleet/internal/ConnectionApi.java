package dev.atelier.fleet.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.fleet.internal.connect.Connection;
import dev.atelier.fleet.internal.connect.ConnectionRules;
import dev.atelier.fleet.internal.connect.Refused;
import dev.atelier.fleet.internal.connect.Secrets;
import dev.atelier.fleet.internal.connect.Workspace;
import dev.atelier.fleet.internal.remote.Probe;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.Shown;
import dev.atelier.http.api.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runtimes elsewhere: made known, tried, forgotten; and the credentials they are shown, which are never given out. */
final class ConnectionApi {
    private static final String BASE = "/settings/runtime-connections";
    private static final Set<String> MEMBERS = Set.of("runtime_id", "display_name", "endpoint", "token_ref");
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final Connections connections;
    private final Secrets secrets;
    private final EmbeddedRuntime embedded;
    private final Workspace workspace;
    private final Supplier<Duration> limit;
    private final InstantSource clock;
    private final Executor threads;

    ConnectionApi(
            Connections connections,
            Secrets secrets,
            EmbeddedRuntime embedded,
            Workspace workspace,
            Supplier<Duration> limit,
            InstantSource clock,
            Executor threads) {
        this.connections = connections;
        this.secrets = secrets;
        this.embedded = embedded;
        this.workspace = workspace;
        this.limit = limit;
        this.clock = clock;
        this.threads = threads;
    }

    List<FleetRoute> routes() {
        return List.of(
                FleetRoute.read(BASE, this::list),
                FleetRoute.administer("POST", BASE + "/remotes", this::add),
                FleetRoute.administer("DELETE", BASE + "/remotes/{id}", this::remove),
                FleetRoute.administer("POST", BASE + "/remotes/{id}/test", this::test),
                FleetRoute.administer("GET", BASE + "/secrets", this::names),
                FleetRoute.administer("PUT", BASE + "/secrets/{name}", this::keep),
                FleetRoute.administer("DELETE", BASE + "/secrets/{name}", this::drop));
    }

    private void list(Exchange exchange) throws IOException {
        ObjectNode json = Json.object().put("workspace_id", workspace.id());
        json.set("embedded", ofEmbedded());
        json.set("remotes", remotes());
        json.putArray("diagnostics");
        exchange.json(200, json);
    }

    private ObjectNode ofEmbedded() {
        boolean available = embedded.available();
        return row(
                EmbeddedRuntime.ID,
                "Workspace backend embedded Runtime",
                RuntimeView.Kind.EMBEDDED,
                true,
                false,
                available,
                available,
                available ? "running" : "unavailable",
                List.of());
    }

    private ArrayNode remotes() {
        ArrayNode rows = Json.array();
        for (Connections.Connected each : connections.all()) {
            Connection connection = each.connection();
            RemoteRuntime runtime = each.runtime();
            List<Diagnostic> notes = new ArrayList<>();
            if (!connections.hasCredential(connection)) {
                notes.add(Diagnostic.error(
                        "remote_runtime_auth_failed", "What this runtime is to be shown is not there."));
            }
            String name = connection.displayName();
            rows.add(row(
                            connection.runtimeId(),
                            name == null ? connection.runtimeId() : name,
                            RuntimeView.Kind.REMOTE,
                            false,
                            connection.managed(),
                            runtime.reached(),
                            runtime.spawns(),
                            runtime.status(),
                            notes)
                    .put("endpoint_configured", true)
                    .put("token_ref_configured", connection.tokenRef() != null));
        }
        return rows;
    }

    private static ObjectNode row(
            String id,
            String name,
            RuntimeView.Kind kind,
            boolean builtIn,
            boolean managed,
            boolean active,
            boolean spawns,
            String status,
            List<Diagnostic> diagnostics) {
        ObjectNode json = Json.object()
                .put("runtime_id", id)
                .put("display_name", name)
                .put("kind", kind.wire())
                .put("built_in", builtIn)
                .put("config_managed", managed)
                .put("active", active)
                .put("can_spawn_worker", spawns)
                .put("restart_required", false)
                .put("status", status);
        json.set("diagnostics", Diagnostic.json(diagnostics));
        return json;
    }

    private void add(Exchange exchange) throws IOException {
        Members body = Requests.body(exchange);
        Requests.read(() -> {
            body.onlyThese(MEMBERS);
            return body;
        });
        String id = Requests.read(() -> body.text("runtime_id"));
        String endpoint = Requests.read(() -> body.text("endpoint"));
        @Nullable String name = Requests.<@Nullable String>read(() -> body.optionalText("display_name"));
        @Nullable String reference = Requests.<@Nullable String>read(() -> body.optionalText("token_ref"));
        try {
            mustBeElsewhere(id);
            connections.add(ConnectionRules.checked(id, name, endpoint, reference, true));
        } catch (Refused e) {
            throw Replies.refused(e);
        }
        exchange.json(200, changed());
    }

    private static void mustBeElsewhere(String id) throws Refused {
        if (id.equals(EmbeddedRuntime.ID)) {
            throw Refused.bad("embedded_runtime_not_config_managed", "the embedded runtime is always there");
        }
    }

    private ObjectNode changed() {
        ObjectNode json = Json.object().put("workspace_id", workspace.id()).put("restart_required", false);
        json.set("remotes", remotes());
        json.set(
                "diagnostics",
                Diagnostic.json(List.of(
                        Diagnostic.info("runtime_registry_applied", "The change is in effect."),
                        Diagnostic.info("workspace_backend_config_rewritten", "The change is kept."))));
        return json;
    }

    /** {@code ?force=true} lets go of one that will never come back, whatever it had. */
    private void remove(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        boolean whatever = exchange.query("force").filter("true"::equals).isPresent();
        RemoteRuntime runtime;
        try {
            mustBeElsewhere(id);
            Connections.Connected found = connections.get(id);
            Connections.mustBeManaged(found);
            runtime = found.runtime();
        } catch (Refused e) {
            throw Replies.refused(e);
        }
        CompletableFuture<OptionalInt> workers =
                whatever ? CompletableFuture.completedFuture(OptionalInt.empty()) : runtime.countWorkers(limit.get());
        Replies.later(exchange, workers.thenApplyAsync(count -> removed(id, count, whatever), threads), threads);
    }

    private Shown removed(String id, OptionalInt workers, boolean whatever) {
        try {
            connections.remove(id, workers, whatever);
            return this::changed;
        } catch (Refused | IOException e) {
            throw new CompletionException(e);
        }
    }

    private void test(Exchange exchange) throws IOException {
        RemoteRuntime runtime;
        try {
            runtime = connections.get(exchange.path("id")).runtime();
        } catch (Refused e) {
            throw Replies.refused(e);
        }
        Duration within = limit.get().compareTo(PROBE) < 0 ? limit.get() : PROBE;
        CompletableFuture<Shown> report = Probe.of(runtime, within).thenApply(json -> () -> {
            ObjectNode whole = Json.object()
                    .put("workspace_id", workspace.id())
                    .put("runtime_id", runtime.runtimeId())
                    .put("checked_at", clock.instant().toString());
            whole.setAll(json);
            return whole;
        });
        Replies.later(exchange, report, threads);
    }

    private void names(Exchange exchange) throws IOException {
        ObjectNode json = Json.object();
        secrets.names().forEach(json.putArray("secrets")::add);
        exchange.json(200, json);
    }

    private void keep(Exchange exchange) throws IOException {
        String name = name(exchange);
        Members body = Requests.body(exchange);
        String value = Requests.read(() -> body.text("value")).strip();
        if (!Secrets.isFit(value)) {
            throw Replies.bad("the value must be one line of visible characters");
        }
        secrets.put(name, new Secret(value));
        exchange.json(200, Json.object().put("name", name).put("token_ref", "file:" + name));
    }

    private void drop(Exchange exchange) throws IOException {
        if (!secrets.remove(name(exchange))) {
            throw Replies.error(404, "unknown_secret", "there is no such secret", List.of());
        }
        exchange.empty(204);
    }

    private static String name(Exchange exchange) {
        String name = exchange.path("name");
        if (!Secrets.isName(name)) {
            throw Replies.bad("a name is 1 to 96 letters, digits, dashes and underscores");
        }
        return name;
    }
}
