package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.WorkerStore.LogLine;
import dev.atelier.studio.store.api.WorkerStore.Request;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.Fingerprint;
import org.jspecify.annotations.Nullable;

/** Workers, requests and log lines as this API shows them. No hash of a secret or token is ever part of it. */
final class WorkerJson {
    private WorkerJson() {}

    /** @param session null while it is not connected */
    static ObjectNode write(Worker worker, Sessions.@Nullable View session) {
        boolean greeted = session != null && !session.state().equals("connecting");
        ObjectNode json = Json.object()
                .put("workerId", worker.id())
                .put("installId", worker.installId())
                .put("label", worker.label())
                .put("enabled", worker.enabled())
                .put("state", session == null ? "offline" : session.state())
                .put("currentJobId", session == null ? null : session.jobId())
                .put("userAgent", worker.userAgent())
                .put("approvedBy", worker.approvedBy());
        Body.put(json, "approvedAt", worker.approvedAt());
        Body.put(json, "lastSeen", session != null && greeted ? session.lastHeartbeat() : worker.lastSeen());
        Body.put(json, "connectedAt", session == null ? null : session.connectedAt());
        json.set(
                "capabilities",
                DomainJson.write(session != null && greeted ? session.capabilities() : worker.capabilities()));
        return json;
    }

    static ObjectNode pending(Request request) {
        ObjectNode json = Json.object()
                .put("requestId", request.requestId())
                .put("installId", request.installId())
                .put("fingerprint", Fingerprint.of(request.installId(), request.secretHash()))
                .put("userAgent", request.userAgent())
                .put("address", request.address());
        Body.put(json, "createdAt", request.createdAt());
        json.set("capabilities", DomainJson.write(request.capabilities()));
        return json;
    }

    static ObjectNode line(LogLine line) {
        ObjectNode json = Json.object()
                .put("seq", line.seq())
                .put("ts", line.entry().ts().toString())
                .put("level", line.entry().level().wireName())
                .put("category", line.entry().category())
                .put("message", line.entry().message());
        String jobId = line.entry().jobId();
        return jobId == null ? json : json.put("jobId", jobId);
    }
}
