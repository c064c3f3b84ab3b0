package dev.atelier.runtime.wire.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerRuntime;
import java.io.IOException;

/** A route that was asked for, and the id in its path. */
public final class Asked {
    private final Route route;
    private final String id;

    Asked(Route route, String id) {
        this.route = route;
        this.id = id;
    }

    /** Decoded; empty text for a route without one. */
    public String id() {
        return id;
    }

    /** Whether it is the observation of a Worker, which no document answers. */
    public boolean observes() {
        return route.handler() == RuntimeRoutes.OBSERVATION;
    }

    /** Puts it to the runtime, and returns the document of the answer. */
    public ObjectNode answer(WorkerRuntime runtime, Query query, RequestBody body) throws IOException, Refusal {
        try {
            return route.handler().handle(new Call(runtime, id, query, body));
        } catch (RuntimeRefusal e) {
            throw Refusal.of(e);
        } catch (MalformedRuntimeJson e) {
            throw Refusal.invalidJson(String.valueOf(e.getMessage()));
        }
    }

    /** @throws Refusal when there is no such Worker to be observed */
    public void mustBeThere(WorkerRuntime runtime) throws Refusal {
        try {
            runtime.workerDetail(runtime.ref(id));
        } catch (RuntimeRefusal e) {
            throw Refusal.of(e);
        }
    }
}
