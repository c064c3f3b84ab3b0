package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Transcripts as JSON. */
public final class TranscriptJson {
    private TranscriptJson() {}

    public static ObjectNode write(TranscriptEntry entry) {
        ObjectNode node = RuntimeJson.object().put("sequence", entry.sequence());
        node.set("worker_ref", WorkerJson.write(entry.workerRef()));
        node.put("role", entry.role().wire());
        return node.put("content", entry.content()).put("event_id", entry.eventId());
    }

    public static TranscriptEntry entry(JsonNode node) throws MalformedRuntimeJson {
        return entry(Members.of(node, "entry"));
    }

    private static TranscriptEntry entry(Members members) throws MalformedRuntimeJson {
        return new TranscriptEntry(
                members.number("sequence"),
                WorkerJson.ref(members.object("worker_ref")),
                members.word("role", TranscriptEntry.Role.class),
                members.text("content"),
                members.number("event_id"));
    }

    public static ObjectNode write(TranscriptProjection page) {
        ObjectNode node = RuntimeJson.object();
        node.set("worker_ref", WorkerJson.write(page.workerRef()));
        node.put("start", page.start());
        node.put("limit", page.limit());
        node.put("total_items", page.totalItems());
        ArrayNode items = node.putArray("items");
        page.items().forEach(item -> items.add(write(item)));
        return node.put("next_start", page.nextStart());
    }

    public static TranscriptProjection projection(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "transcript");
        return new TranscriptProjection(
                WorkerJson.ref(members.object("worker_ref")),
                members.number("start"),
                members.number("limit"),
                members.number("total_items"),
                members.requiredList("items", TranscriptJson::entry),
                members.maybeNumber("next_start"));
    }
}
