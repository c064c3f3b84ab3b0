package dev.atelier.studio.http.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;

/** Tells those who watch of what only this room knows: requests, approvals, labels. */
record Notices(EventHub hub) {
    void worker(String workerId) {
        hub.publish("workers", Json.object().put("workerId", workerId));
    }

    void request(String requestId) {
        hub.publish("workers", Json.object().put("requestId", requestId));
    }
}
