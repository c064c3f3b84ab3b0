package dev.atelier.studio.dispatch.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Tells those who watch what has changed: each job and worker at most twenty times a second. */
final class Notices {
    private static final Duration TOGETHER = Duration.ofMillis(50);

    private final Loop loop;
    private final EventHub events;
    private final Map<String, String> jobs = new LinkedHashMap<>();
    private final Set<String> workers = new LinkedHashSet<>();
    private boolean waiting;

    Notices(Loop loop, EventHub events) {
        this.loop = loop;
        this.events = events;
    }

    void job(String jobId, String status) {
        jobs.put(jobId, status);
        soon();
    }

    void worker(String workerId) {
        workers.add(workerId);
        soon();
    }

    private void soon() {
        if (!waiting) {
            waiting = true;
            loop.after(TOGETHER, this::tell);
        }
    }

    private void tell() {
        waiting = false;
        jobs.forEach((jobId, status) -> {
            ObjectNode data = Json.object();
            events.publish("jobs", data.put("jobId", jobId).put("status", status));
        });
        jobs.clear();
        workers.forEach(workerId -> events.publish("workers", Json.object().put("workerId", workerId)));
        workers.clear();
    }
}
