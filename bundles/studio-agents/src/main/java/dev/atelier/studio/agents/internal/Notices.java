package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import org.jspecify.annotations.Nullable;

/** Tells those who watch which task has changed, or what of a run is new. */
record Notices(EventHub hub) {
    static final String TYPE = "agents";

    void task(String taskId, @Nullable String sessionId) {
        ObjectNode json = Json.object().put("taskId", taskId);
        if (sessionId != null) {
            json.put("sessionId", sessionId);
        }
        hub.publish(TYPE, json);
    }

    /** Who may take tasks is not who it was. */
    void workers() {
        hub.publish(TYPE, Json.object());
    }

    /** More was told of a run, several times a second: who looks at lists of tasks need not read them anew for it. */
    void heard(String taskId, String sessionId) {
        hub.publish(
                TYPE,
                Json.object().put("taskId", taskId).put("sessionId", sessionId).put("heard", true));
    }
}
