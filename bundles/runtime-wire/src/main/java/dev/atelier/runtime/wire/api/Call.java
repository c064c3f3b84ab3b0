package dev.atelier.runtime.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.RuntimeJson;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import java.io.IOException;

/**
 * One request on its way to the runtime.
 *
 * @param id what the route's variable segment holds, decoded; empty text for a route without one
 */
record Call(WorkerRuntime runtime, String id, Query query, RequestBody body) {
    /** The runtime's own name is never told by a caller. */
    WorkerRef worker() {
        return runtime.ref(id);
    }

    JsonNode json() throws IOException, Refusal, MalformedRuntimeJson {
        byte[] bytes = body.bytes();
        if (!body.isJson()) {
            throw Refusal.invalidJson("the body must come as application/json");
        }
        return RuntimeJson.parse(bytes);
    }
}
