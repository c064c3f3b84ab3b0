package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.LogLine;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import dev.atelier.wire.api.LogEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workers: looking, naming, switching off, removing, reading their logs. */
final class WorkerApi {
    private static final int LINES = 500;
    private static final int MAX_LINES = 5000;

    private final WorkerStore workers;
    private final Sessions sessions;
    private final Notices notices;

    WorkerApi(WorkerStore workers, Sessions sessions, Notices notices) {
        this.workers = workers;
        this.sessions = sessions;
        this.notices = notices;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.of("GET", "/workers", Access.READ, "List workers", this::list)
                        .answers(200, "WorkerList"),
                ApiRoute.of("GET", "/workers/{id}", Access.READ, "One worker", this::worker)
                        .answers(200, "Worker"),
                ApiRoute.of("PUT", "/workers/{id}", Access.OPERATE, "Name a worker, switch it on or off", this::change)
                        .body("WorkerChange")
                        .answers(200, "Worker"),
                ApiRoute.of("DELETE", "/workers/{id}", Access.OPERATE, "Remove a worker", this::remove)
                        .answers(204, null),
                ApiRoute.of("GET", "/workers/{id}/logs", Access.READ, "What a worker reported", this::logs)
                        .query("after", "level", "jobId", "limit")
                        .answers(200, "LogPage"));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        Map<String, Sessions.View> connected = new HashMap<>();
        sessions.all().forEach(view -> connected.put(view.workerId(), view));
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("workers");
        for (Worker worker : workers.workers()) {
            rows.add(WorkerJson.write(worker, connected.get(worker.id())));
        }
        exchange.json(200, json);
    }

    private void worker(Exchange exchange, Principal who) throws IOException {
        exchange.json(200, shown(known(exchange)));
    }

    private void change(Exchange exchange, Principal who) throws IOException {
        String id = known(exchange).id();
        Body body = Body.of(exchange);
        if (!body.has("label") && !body.has("enabled")) {
            throw Refusals.bad("send label or enabled");
        }
        String label = body.optionalText("label", 200);
        boolean there = true;
        if (body.has("enabled")) {
            there = workers.enable(id, body.flag("enabled", true));
        }
        if (body.has("label")) {
            there &= workers.label(id, label == null || label.isBlank() ? null : label.strip());
        }
        if (!there) {
            throw Refusals.unknown("worker");
        }
        sessions.changed(id);
        notices.worker(id);
        exchange.json(200, shown(known(exchange)));
    }

    private void remove(Exchange exchange, Principal who) throws IOException {
        String id = exchange.path("id");
        if (!workers.delete(id)) {
            throw Refusals.unknown("worker");
        }
        sessions.removed(id);
        notices.worker(id);
        exchange.empty(204);
    }

    private void logs(Exchange exchange, Principal who) throws IOException {
        String id = known(exchange).id();
        String after = exchange.query("after").filter(text -> !text.isEmpty()).orElse("0");
        if (!after.matches("\\d{1,18}")) {
            throw Refusals.bad("after must be a number");
        }
        List<LogLine> lines = workers.log(
                id,
                Long.parseLong(after),
                exchange.query("level").map(WorkerApi::level).orElse(null),
                exchange.query("jobId").filter(text -> !text.isEmpty()).orElse(null),
                JobApi.limit(exchange, LINES, MAX_LINES));
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("entries");
        long seq = Long.parseLong(after);
        for (LogLine line : lines) {
            entries.add(WorkerJson.line(line));
            seq = Math.max(seq, line.seq());
        }
        exchange.json(200, json.put("seq", seq));
    }

    private static LogEntry.@Nullable Level level(String name) {
        if (name.isEmpty() || name.equals("all")) {
            return null;
        }
        for (LogEntry.Level level : LogEntry.Level.values()) {
            if (level.wireName().equals(name)) {
                return level;
            }
        }
        throw Refusals.bad("level is none of info, warn, error");
    }

    private Worker known(Exchange exchange) {
        return workers.worker(exchange.path("id")).orElseThrow(() -> Refusals.unknown("worker"));
    }

    private ObjectNode shown(Worker worker) {
        return WorkerJson.write(worker, sessions.find(worker.id()).orElse(null));
    }
}
