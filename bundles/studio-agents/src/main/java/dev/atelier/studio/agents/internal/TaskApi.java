package dev.atelier.studio.agents.internal;

import static dev.atelier.studio.agents.internal.AgentRoute.Need.OPERATE;
import static dev.atelier.studio.agents.internal.AgentRoute.Need.READ;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.wire.agent.api.UnitTask;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks as operators handle them. */
final class TaskApi {
    private static final Logger LOG = LoggerFactory.getLogger(TaskApi.class);
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final AgentStore store;
    private final Notices notices;
    private final AgentsSettings settings;
    private final Clock clock;

    TaskApi(AgentStore store, Notices notices, AgentsSettings settings, Clock clock) {
        this.store = store;
        this.notices = notices;
        this.settings = settings;
        this.clock = clock;
    }

    List<AgentRoute> routes() {
        return List.of(
                new AgentRoute("POST", "/tasks", OPERATE, this::create),
                new AgentRoute("GET", "/tasks", READ, this::list),
                new AgentRoute("GET", "/tasks/{id}", READ, this::show),
                new AgentRoute("DELETE", "/tasks/{id}", OPERATE, this::delete),
                action("cancel", Rules::cancel),
                action("retry", Rules::retry),
                action("approve", Rules::approve),
                action("reject", Rules::reject),
                action("done", Rules::finish),
                new AgentRoute("POST", "/tasks/{id}/request-changes", OPERATE, this::requestChanges),
                new AgentRoute("GET", "/workers", READ, this::workers));
    }

    private AgentRoute action(String name, BiFunction<Work, Instant, Step<Verdict>> rule) {
        return new AgentRoute("POST", "/tasks/{id}/" + name, OPERATE, (exchange, who) -> {
            change(exchange, who, name, work -> rule.apply(work, clock.instant()));
            exchange.json(200, shown(exchange.path("id")));
        });
    }

    private void create(Exchange exchange, Principal who) throws IOException {
        KeptTask task = NewTask.read(Body.of(exchange, "invalid_task"), who.name(), clock.instant());
        store.tasks().create(task);
        told(task.id(), who, "created");
        exchange.json(201, Shown.task(task));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        UnitTask.Status status = exchange.query("status")
                .map(word -> UnitTask.Status.of(word)
                        .orElseThrow(() -> AgentRoute.bad("bad_request", "status is none that a task can have")))
                .orElse(null);
        int limit = (int) Query.number(exchange, "limit", PAGE, LARGEST_PAGE);
        long before = Query.number(exchange, "cursor", Long.MAX_VALUE, Long.MAX_VALUE);
        List<KeptTask> page = store.tasks().list(status, before, limit);
        ObjectNode json = Shown.list("tasks", page.stream().map(Shown::task).toList());
        if (page.size() == limit && limit > 0) {
            json.put("nextCursor", String.valueOf(page.get(page.size() - 1).seq()));
        }
        exchange.json(200, json);
    }

    private void show(Exchange exchange, Principal who) throws IOException {
        exchange.json(200, shown(exchange.path("id")));
    }

    private ObjectNode shown(String id) {
        Work work = store.tasks().find(id).orElseThrow(() -> AgentRoute.unknown("task"));
        ObjectNode json = Shown.task(work.task());
        json.putArray("sessions")
                .addAll(store.tasks().runs(id).stream().map(Shown::run).toList());
        return json;
    }

    private void delete(Exchange exchange, Principal who) throws IOException {
        change(exchange, who, "delete", work -> Rules.delete(work, clock.instant()));
        exchange.empty(204);
    }

    private void requestChanges(Exchange exchange, Principal who) throws IOException {
        String prompt = Body.of(exchange, "bad_request").text("prompt", NewTask.LONGEST_PROMPT);
        change(exchange, who, "request-changes", work -> Rules.requestChanges(work, prompt, clock.instant()));
        exchange.json(200, shown(exchange.path("id")));
    }

    private void change(Exchange exchange, Principal who, String what, Function<Work, Step<Verdict>> rule) {
        String id = exchange.path("id");
        Verdict verdict = store.tasks().change(id, rule).orElseThrow(() -> AgentRoute.unknown("task"));
        if (verdict != Verdict.DONE) {
            Optional<Work> now = store.tasks().find(id);
            throw AgentRoute.wrongState(now.map(work -> "the task is "
                            + work.task().standing().status().wireName() + " and "
                            + Shown.task(work.task()).path("phase").asText() + "; this does not go with " + what)
                    .orElse("the task is gone"));
        }
        told(id, who, what);
    }

    private void told(String id, Principal who, String what) {
        LOG.atInfo()
                .addKeyValue("taskId", id)
                .addKeyValue("by", who.name())
                .addKeyValue("what", what)
                .log("agent task changed");
        notices.task(id, null);
    }

    private void workers(Exchange exchange, Principal who) throws IOException {
        Instant now = clock.instant();
        exchange.json(
                200,
                Shown.list(
                        "workers",
                        store.hosts().all().stream()
                                .map(host -> Shown.host(
                                        host,
                                        host.lastBeat().plus(settings.stale()).isAfter(now)))
                                .toList()));
    }
}
