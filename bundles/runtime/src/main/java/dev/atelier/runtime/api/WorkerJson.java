package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Workers as JSON: what they are made from, what they are, what is said to them. */
public final class WorkerJson {
    private WorkerJson() {}

    public static ObjectNode write(WorkerRef ref) {
        return RuntimeJson.object().put("runtime_id", ref.runtimeId()).put("worker_id", ref.workerId());
    }

    public static WorkerRef ref(JsonNode node) throws MalformedRuntimeJson {
        return ref(Members.of(node, "worker_ref"));
    }

    static WorkerRef ref(Members members) throws MalformedRuntimeJson {
        return new WorkerRef(members.text("runtime_id"), members.text("worker_id"));
    }

    public static ObjectNode write(WorkerIntent intent) {
        ObjectNode node = RuntimeJson.object();
        if (intent instanceof WorkerIntent.Assistant assistant) {
            node.put("kind", "assistant");
            putMaybe(node, "purpose", assistant.purpose());
        } else if (intent instanceof WorkerIntent.Task task) {
            node.put("kind", "task").put("objective", task.objective());
        } else if (intent instanceof WorkerIntent.Role role) {
            node.put("kind", "role").put("role", role.role());
            putMaybe(node, "purpose", role.purpose());
        }
        return node;
    }

    static WorkerIntent intent(Members members) throws MalformedRuntimeJson {
        return switch (members.text("kind")) {
            case "assistant" -> new WorkerIntent.Assistant(members.maybeText("purpose"));
            case "task" -> new WorkerIntent.Task(members.text("objective"));
            case "role" -> new WorkerIntent.Role(members.text("role"), members.maybeText("purpose"));
            default -> throw new MalformedRuntimeJson("intent: kind is no known word");
        };
    }

    public static ObjectNode write(ProfileSelector selector) {
        ObjectNode node = RuntimeJson.object().put("kind", selector.kind().wire());
        putMaybe(node, "value", selector.value());
        return node;
    }

    public static ProfileSelector profile(JsonNode node) throws MalformedRuntimeJson {
        return profile(Members.of(node, "profile"));
    }

    static ProfileSelector profile(Members members) throws MalformedRuntimeJson {
        ProfileSelector.Kind kind = members.word("kind", ProfileSelector.Kind.class);
        return kind == ProfileSelector.Kind.RUNTIME_DEFAULT
                ? ProfileSelector.runtimeDefault()
                : new ProfileSelector(kind, members.text("value"));
    }

    public static ObjectNode write(CreateWorkerRequest request) {
        ObjectNode node = RuntimeJson.object();
        node.set("intent", write(request.intent()));
        node.set("profile", write(request.profile()));
        if (request.configBundle() != null) {
            node.set("config_bundle", BundleJson.write(request.configBundle()));
        }
        putLists(node, request.requestedCapabilities(), request.workspaceRefs(), request.mountRefs());
        if (request.initialInput() != null) {
            node.set("initial_input", write(request.initialInput()));
        }
        return node;
    }

    private static void putLists(
            ObjectNode node,
            java.util.List<CapabilityRequest> capabilities,
            java.util.List<NamedReference> workspaces,
            java.util.List<NamedReference> mounts) {
        if (!capabilities.isEmpty()) {
            ArrayNode list = node.putArray("requested_capabilities");
            for (CapabilityRequest capability : capabilities) {
                putMaybe(list.addObject().put("name", capability.name()), "reason", capability.reason());
            }
        }
        putReferences(node, "workspace_refs", workspaces);
        putReferences(node, "mount_refs", mounts);
    }

    private static void putReferences(ObjectNode node, String name, java.util.List<NamedReference> references) {
        if (!references.isEmpty()) {
            ArrayNode list = node.putArray(name);
            references.forEach(each -> list.addObject().put("name", each.name()).put("reference", each.reference()));
        }
    }

    public static CreateWorkerRequest createRequest(JsonNode node) throws MalformedRuntimeJson {
        return createRequest(Members.of(node, "request"));
    }

    static CreateWorkerRequest createRequest(Members members) throws MalformedRuntimeJson {
        Members bundle = members.maybeObject("config_bundle");
        Members input = members.maybeObject("initial_input");
        return new CreateWorkerRequest(
                intent(members.object("intent")),
                profile(members.object("profile")),
                bundle == null ? null : BundleJson.reference(bundle),
                members.list("requested_capabilities", WorkerJson::capability),
                members.list("workspace_refs", WorkerJson::namedReference),
                members.list("mount_refs", WorkerJson::namedReference),
                input == null ? null : input(input));
    }

    private static CapabilityRequest capability(Members members) throws MalformedRuntimeJson {
        return new CapabilityRequest(members.text("name"), members.maybeText("reason"));
    }

    private static NamedReference namedReference(Members members) throws MalformedRuntimeJson {
        return new NamedReference(members.text("name"), members.text("reference"));
    }

    public static ObjectNode write(WorkerSummary worker) {
        ObjectNode node = head(worker.workerRef(), worker.status(), worker.intent(), worker.profile());
        node.put("requested_capability_count", worker.requestedCapabilityCount());
        node.put("has_config_bundle", worker.hasConfigBundle());
        return tail(node, worker.transcriptLen(), worker.lastEventId(), worker.execution());
    }

    public static WorkerSummary summary(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "worker");
        return new WorkerSummary(
                ref(members.object("worker_ref")),
                members.word("status", WorkerStatus.class),
                intent(members.object("intent")),
                profile(members.object("profile")),
                members.number("requested_capability_count"),
                members.flag("has_config_bundle"),
                members.number("transcript_len"),
                members.number("last_event_id"),
                execution(members.maybeObject("execution")));
    }

    public static ObjectNode write(WorkerDetail worker) {
        ObjectNode node = head(worker.workerRef(), worker.status(), worker.intent(), worker.profile());
        if (worker.configBundle() != null) {
            node.set("config_bundle", BundleJson.write(worker.configBundle()));
        }
        putLists(node, worker.requestedCapabilities(), worker.workspaceRefs(), worker.mountRefs());
        return tail(node, worker.transcriptLen(), worker.lastEventId(), worker.execution());
    }

    public static WorkerDetail detail(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "worker");
        Members bundle = members.maybeObject("config_bundle");
        return new WorkerDetail(
                ref(members.object("worker_ref")),
                members.word("status", WorkerStatus.class),
                intent(members.object("intent")),
                profile(members.object("profile")),
                bundle == null ? null : BundleJson.reference(bundle),
                members.list("requested_capabilities", WorkerJson::capability),
                members.list("workspace_refs", WorkerJson::namedReference),
                members.list("mount_refs", WorkerJson::namedReference),
                members.number("transcript_len"),
                members.number("last_event_id"),
                execution(members.maybeObject("execution")));
    }

    private static ObjectNode head(WorkerRef ref, WorkerStatus status, WorkerIntent intent, ProfileSelector profile) {
        ObjectNode node = RuntimeJson.object();
        node.set("worker_ref", write(ref));
        node.put("runtime_id", ref.runtimeId());
        node.put("worker_id", ref.workerId());
        node.put("status", status.wire());
        node.set("intent", write(intent));
        node.set("profile", write(profile));
        return node;
    }

    /** A Worker that nothing runs says nothing about running. */
    private static ObjectNode tail(ObjectNode node, long transcriptLen, long lastEventId, WorkerExecution execution) {
        node.put("transcript_len", transcriptLen);
        node.put("last_event_id", lastEventId);
        if (!execution.equals(WorkerExecution.UNCONNECTED)) {
            node.set("execution", write(execution));
        }
        return node;
    }

    public static ObjectNode write(WorkerExecution execution) {
        ObjectNode node = RuntimeJson.object();
        node.put("backend", execution.backend().wire());
        node.put("run_state", execution.runState().wire());
        if (execution.bindingBackendId() != null) {
            node.set("binding", RuntimeJson.object().put("backend_id", execution.bindingBackendId()));
        }
        if (execution.lastResult() != null) {
            node.set("last_result", write(execution.lastResult()));
        }
        return node;
    }

    public static WorkerExecution execution(@Nullable JsonNode node) throws MalformedRuntimeJson {
        return execution(node == null || node.isNull() ? null : Members.of(node, "execution"));
    }

    private static WorkerExecution execution(@Nullable Members members) throws MalformedRuntimeJson {
        if (members == null) {
            return WorkerExecution.UNCONNECTED;
        }
        Members binding = members.maybeObject("binding");
        Members result = members.maybeObject("last_result");
        return new WorkerExecution(
                members.word("backend", WorkerExecution.Backend.class),
                members.word("run_state", WorkerExecution.RunState.class),
                binding == null ? null : binding.text("backend_id"),
                result == null ? null : result(result));
    }

    public static ObjectNode write(ExecutionResult result) {
        ObjectNode node = RuntimeJson.object();
        node.put("operation", result.operation().wire());
        node.put("outcome", result.outcome().wire());
        node.put("run_state", result.runState().wire());
        putMaybe(node, "message", result.message());
        return node;
    }

    private static ExecutionResult result(Members members) throws MalformedRuntimeJson {
        return new ExecutionResult(
                members.word("operation", ExecutionResult.Operation.class),
                members.word("outcome", ExecutionResult.Outcome.class),
                members.word("run_state", WorkerExecution.RunState.class),
                members.maybeText("message"));
    }

    public static ObjectNode write(WorkerInput input) {
        return RuntimeJson.object().put("kind", input.kind().wire()).put("content", input.content());
    }

    public static WorkerInput input(JsonNode node) throws MalformedRuntimeJson {
        return input(Members.of(node, "input"));
    }

    private static WorkerInput input(Members members) throws MalformedRuntimeJson {
        return new WorkerInput(members.word("kind", WorkerInput.Kind.class), members.text("content"));
    }

    public static ObjectNode write(WorkerLifecycleAck ack) {
        ObjectNode node = RuntimeJson.object();
        node.set("worker_ref", write(ack.workerRef()));
        return node.put("status", ack.status().wire()).put("event_id", ack.eventId());
    }

    public static WorkerLifecycleAck lifecycleAck(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "ack");
        return new WorkerLifecycleAck(
                ref(members.object("worker_ref")),
                members.word("status", WorkerStatus.class),
                members.number("event_id"));
    }

    public static ObjectNode write(WorkerInteractionAck ack) {
        ObjectNode node = RuntimeJson.object();
        node.set("worker_ref", write(ack.workerRef()));
        node.put("status", ack.status().wire());
        return node.put("transcript_sequence", ack.transcriptSequence()).put("event_id", ack.eventId());
    }

    public static WorkerInteractionAck interactionAck(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "ack");
        return new WorkerInteractionAck(
                ref(members.object("worker_ref")),
                members.word("status", WorkerStatus.class),
                members.number("transcript_sequence"),
                members.number("event_id"));
    }

    /** The reason of a stop or cancel; a body without one is one too. */
    public static @Nullable String reason(JsonNode node) throws MalformedRuntimeJson {
        return Members.of(node, "body").maybeText("reason");
    }

    static ObjectNode putMaybe(ObjectNode node, String name, @Nullable String value) {
        return value == null ? node : node.put(name, value);
    }
}
