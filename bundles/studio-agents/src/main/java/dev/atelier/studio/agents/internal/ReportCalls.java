package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.wire.agent.api.AgentJson;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import dev.atelier.wire.agent.api.UnitTask.Status;
import dev.atelier.wire.api.MalformedJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What workers tell of their runs. */
final class ReportCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ReportCalls.class);
    private static final int MOST_EVENTS = 10_000;

    private final AgentStore store;
    private final Notices notices;
    private final Clock clock;

    ReportCalls(AgentStore store, Notices notices, Clock clock) {
        this.store = store;
        this.notices = notices;
        this.clock = clock;
    }

    JsonNode status(Params params) throws MalformedJson, RpcRefusal {
        Report told =
                AgentJson.report(Json.object().put("worker_id", params.caller()).setAll(fields(params)));
        Bounds.check(told);
        if (told.status() != Status.IN_PROGRESS && told.status() != Status.IN_REVIEW) {
            throw RpcRefusal.params(
                    "params.status: whether a task is " + told.status().wireName() + " is for people to decide");
        }
        Verdict verdict = store.tasks()
                .change(told.taskId(), work -> Endings.report(work, told, clock.instant()))
                .orElseThrow(() -> RpcRefusal.unknown("task"));
        if (verdict == Verdict.STALE) {
            throw RpcRefusal.stale();
        }
        Report.Details details = told.details();
        LOG.atInfo()
                .addKeyValue("taskId", told.taskId())
                .addKeyValue("workerId", params.caller())
                .addKeyValue("status", told.status().wireName())
                .addKeyValue("state", details == null ? "" : details.state().wireName())
                .log("agent task reported");
        notices.task(told.taskId(), details == null ? null : details.sessionId());
        return Json.object();
    }

    private static ObjectNode fields(Params params) {
        return (ObjectNode) params.json();
    }

    JsonNode events(Params params) throws MalformedJson, RpcRefusal {
        String task = params.id("task_id");
        String session = params.id("session_id");
        Voice voice = new Voice(params.caller(), session, params.optionalId("assignment_id"));
        JsonNode list = params.json().path("events");
        if (!list.isArray() || list.size() > MOST_EVENTS) {
            throw RpcRefusal.params("params.events must be a list of at most " + MOST_EVENTS);
        }
        List<Told> events = new ArrayList<>();
        for (JsonNode each : list) {
            events.add(AgentJson.told(each, "params.events[" + events.size() + "]"));
        }
        long last = store.tasks()
                .change(task, work -> Hearing.hear(work, voice, events, clock.instant()))
                .orElseThrow(() -> RpcRefusal.unknown("task"))
                .orElseThrow(RpcRefusal::stale);
        if (!events.isEmpty()) {
            notices.heard(task, session);
        }
        return Json.object().put("last_seq", last);
    }
}
