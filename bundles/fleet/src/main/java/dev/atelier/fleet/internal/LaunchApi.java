package dev.atelier.fleet.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.connect.Workspace;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Answers.State;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Hint;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.Shown;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.http.api.Exchange;
import dev.atelier.runtime.api.CapabilityRequest;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Starts a Worker from four answers of a person: where, by what name, as what, and with which first words. */
final class LaunchApi {
    private static final Set<String> MEMBERS = Set.of("runtime_id", "display_name", "profile", "initial_text");
    private static final String NAME = "Coding Worker";

    private final Registry registry;
    private final Workspace workspace;
    private final Executor threads;

    /** What is wished for. */
    private record Wish(String runtimeId, String name, LaunchProfile profile, String firstWords) {}

    LaunchApi(Registry registry, Workspace workspace, Executor threads) {
        this.registry = registry;
        this.workspace = workspace;
        this.threads = threads;
    }

    List<FleetRoute> routes() {
        return List.of(
                FleetRoute.read("/workers/launch-options", this::options),
                FleetRoute.operate("/workers", this::launch));
    }

    private void options(Exchange exchange) throws IOException {
        Replies.later(exchange, registry.listRuntimes(FleetApi.LIMIT).thenApply(this::options), threads);
    }

    private Shown options(Listed<RuntimeView> listed) {
        return () -> {
            ObjectNode json = Json.object().put("workspace_id", workspace.id());
            ArrayNode runtimes = json.putArray("runtimes");
            for (RuntimeView each : listed.items()) {
                runtimes.addObject()
                        .put("runtime_id", each.runtimeId())
                        .put("display_name", each.label())
                        .put("built_in", each.kind() == RuntimeView.Kind.EMBEDDED)
                        .put("can_spawn_worker", each.capabilities().spawn())
                        .put("status", each.status())
                        .set("diagnostics", Diagnostic.json(each.diagnostics()));
            }
            ArrayNode profiles = json.putArray("profiles");
            for (LaunchProfile each : LaunchProfile.ALL) {
                profiles.addObject()
                        .put("id", each.id())
                        .put("label", each.label())
                        .put("description", each.description());
            }
            json.set("diagnostics", Diagnostic.json(listed.diagnostics()));
            return json;
        };
    }

    private void launch(Exchange exchange) throws IOException {
        Wish wish = wish(Requests.body(exchange));
        registry.runtime(wish.runtimeId());
        CompletableFuture<Shown> launched = registry.storeBundle(
                        wish.runtimeId(), wish.profile().bundle())
                .thenCompose(stored -> stored.state() == State.ACCEPTED
                        ? registry.spawn(wish.runtimeId(), order(wish))
                        : CompletableFuture.completedFuture(Answers.Spawned.rejected(stored.diagnostics())))
                .thenApply(spawned -> launched(wish, spawned));
        Replies.later(exchange, launched, threads);
    }

    private static Wish wish(Members body) {
        Requests.read(() -> {
            body.onlyThese(MEMBERS);
            return body;
        });
        String runtimeId = Requests.read(() -> body.text("runtime_id"));
        String name = Requests.read(() -> body.text("display_name")).strip();
        String profile = Requests.read(() -> body.text("profile"));
        String words = Requests.read(() -> body.text("initial_text")).strip();
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused("invalid_worker_display_name", "the display name must be one line");
        }
        return new Wish(
                runtimeId,
                name.isEmpty() ? NAME : Hint.of(name),
                LaunchProfile.of(profile)
                        .orElseThrow(() ->
                                refused("unsupported_worker_profile", "the profile is none of those that are offered")),
                words);
    }

    private static RuntimeException refused(String code, String words) {
        return Replies.error(400, code, words + " (" + code + ")", List.of(Diagnostic.error(code, words)));
    }

    private static SpawnOrder order(Wish wish) {
        CreateWorkerRequest request = CreateWorkerRequest.of(
                        new WorkerIntent.Role("coder", wish.name()),
                        wish.profile().selector())
                .withConfigBundle(wish.profile().bundle().reference())
                .withCapabilities(List.of(new CapabilityRequest("read", null)));
        if (!wish.firstWords().isEmpty()) {
            request = request.withInitialInput(WorkerInput.user(wish.firstWords()));
        }
        return new SpawnOrder(request, false, 0, false);
    }

    private Shown launched(Wish wish, Answers.Spawned spawned) {
        WorkerView worker = spawned.worker();
        if (spawned.state() != State.ACCEPTED || worker == null) {
            String code = "workspace_worker_create_not_accepted";
            String words = "The runtime did not take the order for a Worker.";
            List<Diagnostic> notes = new ArrayList<>(spawned.diagnostics());
            notes.add(Diagnostic.error(code, words));
            throw Replies.error(502, code, words + " (" + code + ")", notes);
        }
        return () -> {
            ObjectNode json = Json.object()
                    .put("workspace_id", workspace.id())
                    .put("runtime_id", wish.runtimeId())
                    .put("worker_id", worker.workerId())
                    .put(
                            "console_href",
                            "/runtimes/" + encoded(wish.runtimeId()) + "/workers/" + encoded(worker.workerId())
                                    + "/console");
            json.set("worker", worker.json());
            json.set("diagnostics", Diagnostic.json(spawned.diagnostics()));
            return json;
        };
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
