package dev.atelier.fleet.internal.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import dev.atelier.fleet.internal.shape.RuntimeJson;
import dev.atelier.fleet.internal.shape.WorkerRow;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runtimes say and are told over HTTP. Whatever an answer must hold is looked for, even what nobody here needs. */
final class RemoteJson {
    private RemoteJson() {}

    /** What a runtime says of itself; by what id it calls itself is nobody's concern. */
    record Summary(@Nullable String displayName, String status, boolean creates) {}

    /** A Worker's answer to being stopped, or to what it was told. */
    record Ack(WorkerStatus status, @Nullable Long sequence, long eventId) {}

    /** A page of what was said. */
    record Page(
            long start, long limit, long total, @Nullable Long next, List<TranscriptEntry> items) {}

    static Summary summary(Members document) throws BadShape {
        Members json = document.within("runtime");
        json.text("runtime_id");
        json.text("backend");
        json.whole("worker_count");
        return new Summary(
                json.optionalText("display_name"),
                json.word("status", RuntimeStatus.class).wire(),
                json.flag("worker_creation_available"));
    }

    static List<WorkerRow> workers(Members document) throws BadShape {
        List<WorkerRow> rows = new ArrayList<>();
        for (Members each : document.required("workers")) {
            rows.add(row(each));
        }
        return List.copyOf(rows);
    }

    static WorkerRow worker(Members document) throws BadShape {
        return row(document.within("worker"));
    }

    private static WorkerRow row(Members json) throws BadShape {
        json.text("runtime_id");
        json.within("worker_ref");
        json.whole("transcript_len");
        json.whole("last_event_id");
        return new WorkerRow(
                json.text("worker_id"),
                json.word("status", WorkerStatus.class),
                intent(json.within("intent")),
                RuntimeJson.profile(json.within("profile")),
                json.has("execution") ? execution(json.within("execution")) : null);
    }

    private static WorkerIntent intent(Members json) throws BadShape {
        return switch (json.text("kind")) {
            case "assistant" -> new WorkerIntent.Assistant(json.optionalText("purpose"));
            case "task" -> new WorkerIntent.Task(json.text("objective"));
            case "role" -> new WorkerIntent.Role(json.text("role"), json.optionalText("purpose"));
            default -> throw new BadShape("intent is of no known kind");
        };
    }

    private static WorkerExecution execution(Members json) throws BadShape {
        ExecutionResult last = null;
        if (json.has("last_result")) {
            Members result = json.within("last_result");
            last = new ExecutionResult(
                    result.word("operation", ExecutionResult.Operation.class),
                    result.word("outcome", ExecutionResult.Outcome.class),
                    result.word("run_state", WorkerExecution.RunState.class),
                    null); // what its backend had to say is not for browsers
        }
        return new WorkerExecution(
                json.word("backend", WorkerExecution.Backend.class),
                json.word("run_state", WorkerExecution.RunState.class),
                null,
                last);
    }

    static Ack lifecycleAck(Members document) throws BadShape {
        Members json = document.within("ack");
        return new Ack(json.word("status", WorkerStatus.class), null, json.whole("event_id"));
    }

    static Ack inputAck(Members document) throws BadShape {
        Members json = document.within("ack");
        return new Ack(
                json.word("status", WorkerStatus.class), json.whole("transcript_sequence"), json.whole("event_id"));
    }

    static Page transcript(Members document, WorkerRef worker) throws BadShape {
        Members json = document.within("transcript");
        List<TranscriptEntry> items = new ArrayList<>();
        for (Members each : json.required("items")) {
            items.add(new TranscriptEntry(
                    each.whole("sequence"),
                    worker,
                    each.word("role", TranscriptEntry.Role.class),
                    each.text("content"),
                    each.whole("event_id")));
        }
        return new Page(
                json.whole("start"),
                json.whole("limit"),
                json.whole("total_items"),
                json.optionalWhole("next_start"),
                items);
    }

    static String creation(CreateWorkerRequest request) {
        ObjectNode json = Json.object();
        json.set("intent", intent(request.intent()));
        json.set("profile", RuntimeJson.profile(request.profile()));
        if (request.configBundle() != null) {
            json.set("config_bundle", RuntimeJson.reference(request.configBundle()));
        }
        json.set("requested_capabilities", RuntimeJson.capabilities(request.requestedCapabilities()));
        if (request.initialInput() != null) {
            json.set("initial_input", RuntimeJson.input(request.initialInput()));
        }
        return json.toString();
    }

    private static ObjectNode intent(WorkerIntent intent) {
        ObjectNode json = Json.object();
        if (intent instanceof WorkerIntent.Task task) {
            return json.put("kind", "task").put("objective", task.objective());
        }
        String purpose;
        if (intent instanceof WorkerIntent.Role role) {
            json.put("kind", "role").put("role", role.role());
            purpose = role.purpose();
        } else {
            json.put("kind", "assistant");
            purpose = intent instanceof WorkerIntent.Assistant assistant ? assistant.purpose() : null;
        }
        return purpose == null ? json : json.put("purpose", purpose);
    }
}
