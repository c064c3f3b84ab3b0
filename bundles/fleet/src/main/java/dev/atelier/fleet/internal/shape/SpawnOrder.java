package dev.atelier.fleet.internal.shape;

import dev.atelier.fleet.internal.shape.Members.BadShape;
import dev.atelier.runtime.api.CapabilityRequest;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import java.util.List;
import java.util.Set;

/**
 * What a browser asks for when it wants a Worker.
 *
 * @param socketReady whether it wants a socket of the Worker, which nobody gets
 * @param segments how many segments of work it expects
 * @param named whether it wishes for a name
 */
public record SpawnOrder(CreateWorkerRequest request, boolean socketReady, long segments, boolean named) {
    private static final Set<String> ROLES = Set.of("intake", "orchestrator", "coder", "reviewer");

    /** A purpose and the profile that goes with it when none is asked for. */
    private record Purpose(WorkerIntent intent, ProfileSelector profile) {}

    public static SpawnOrder read(Members json) throws BadShape {
        Purpose purpose = purpose(json.within("intent"));
        Members acceptance = json.within("acceptance");
        boolean socketReady = acceptance.text("kind").equals("socket_ready");
        if (!socketReady && !acceptance.text("kind").equals("run_accepted")) {
            throw new BadShape("acceptance is of no known kind");
        }
        long segments = socketReady ? 0 : acceptance.whole("expected_segments");
        boolean named = json.optionalText("requested_worker_name") != null;
        ProfileSelector profile = json.has("profile") ? RuntimeJson.profile(json.within("profile")) : purpose.profile();
        ConfigBundleRef bundle = json.has("config_bundle") ? RuntimeJson.reference(json.within("config_bundle")) : null;
        CreateWorkerRequest request = CreateWorkerRequest.of(purpose.intent(), profile)
                .withConfigBundle(bundle)
                .withCapabilities(capabilities(json));
        if (json.has("initial_input")) {
            Members input = json.within("initial_input");
            request = request.withInitialInput(
                    new WorkerInput(input.word("kind", WorkerInput.Kind.class), input.text("content")));
        }
        return new SpawnOrder(request, socketReady, segments, named);
    }

    private static List<CapabilityRequest> capabilities(Members json) throws BadShape {
        List<CapabilityRequest> wanted = RuntimeJson.capabilities(json, "requested_capabilities");
        return wanted.isEmpty() ? List.of(new CapabilityRequest("read", null)) : wanted;
    }

    private static Purpose purpose(Members intent) throws BadShape {
        String kind = intent.text("kind");
        return switch (kind) {
            case "workspace_companion" ->
                new Purpose(
                        new WorkerIntent.Role(kind, "keeps the workspace company"), ProfileSelector.runtimeDefault());
            case "workspace_orchestrator" ->
                new Purpose(
                        new WorkerIntent.Role(kind, "leads the work of the workspace"),
                        ProfileSelector.runtimeDefault());
            case "workspace_coding" ->
                new Purpose(new WorkerIntent.Role("coder", null), ProfileSelector.builtin("builtin:coder"));
            case "ticket_role" -> ofTicket(intent.text("ticket_id"), intent.text("role"));
            default -> throw new BadShape("intent is of no known kind");
        };
    }

    private static Purpose ofTicket(String ticket, String role) throws BadShape {
        if (!ROLES.contains(role)) {
            throw new BadShape("role is none of the known words");
        }
        return new Purpose(new WorkerIntent.Role(role, "ticket " + ticket), ProfileSelector.builtin("builtin:" + role));
    }
}
