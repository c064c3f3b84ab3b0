package dev.atelier.studio.agents.internal;

import static dev.atelier.studio.agents.internal.AgentRoute.Need.OPERATE;
import static dev.atelier.studio.agents.internal.AgentRoute.Need.READ;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentQuestions.Kept;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.wire.agent.api.Question;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs, what is told of them, and what they ask. */
final class SessionApi {
    private static final Logger LOG = LoggerFactory.getLogger(SessionApi.class);
    private static final int PAGE = 200;
    private static final int LARGEST_PAGE = 1_000;
    private static final int LONGEST_ANSWER = 20_000;

    private final AgentStore store;
    private final Vault vault;
    private final Waiting waiting;
    private final Followers followers;
    private final Notices notices;
    private final Clock clock;

    SessionApi(AgentStore store, Vault vault, Waiting waiting, Followers followers, Notices notices, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.waiting = waiting;
        this.followers = followers;
        this.notices = notices;
        this.clock = clock;
    }

    List<AgentRoute> routes() {
        return List.of(
                new AgentRoute("GET", "/sessions/{id}", READ, this::show),
                new AgentRoute("GET", "/sessions/{id}/events", READ, this::events),
                new AgentRoute("GET", "/sessions/{id}/stream", READ, this::stream),
                new AgentRoute("GET", "/questions", READ, this::questions),
                new AgentRoute("POST", "/questions/{id}/answer", OPERATE, this::answer));
    }

    private KeptRun run(Exchange exchange) {
        return store.tasks().run(exchange.path("id")).orElseThrow(() -> AgentRoute.unknown("session"));
    }

    private void show(Exchange exchange, Principal who) throws IOException {
        exchange.json(200, Shown.run(run(exchange)));
    }

    private void events(Exchange exchange, Principal who) throws IOException {
        KeptRun run = run(exchange);
        long after = Query.number(exchange, "after", 0, Long.MAX_VALUE);
        int limit = (int) Query.number(exchange, "limit", PAGE, LARGEST_PAGE);
        List<AgentEvents.Kept> page = store.events().after(run.id(), after, limit);
        ObjectNode json = Shown.list("events", page.stream().map(Shown::event).toList())
                .put("lastSeq", run.heard().lastSeq());
        exchange.json(200, json);
    }

    private void stream(Exchange exchange, Principal who) throws IOException {
        if (exchange.header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent()) {
            throw HttpError.json(426, "upgrade_refused", "this is a stream of server-sent events, not a WebSocket");
        }
        KeptRun run = run(exchange);
        String last = exchange.header("Last-Event-ID").orElse("");
        long after =
                last.matches("[0-9]{1,18}") ? Long.parseLong(last) : Query.number(exchange, "after", 0, Long.MAX_VALUE);
        if (!followers.room()) {
            throw HttpError.json(429, "too_many_streams", "too many follow sessions at this moment")
                    .withHeader("Retry-After", "10");
        }
        exchange.events(stream -> followers.follow(run.id(), after, stream));
    }

    private void questions(Exchange exchange, Principal who) throws IOException {
        Question.Status status = exchange.query("status")
                .map(word -> Arrays.stream(Question.Status.values())
                        .filter(each -> each.wireName().equals(word))
                        .findFirst()
                        .orElseThrow(() -> AgentRoute.bad("bad_request", "status is none that a question can have")))
                .orElse(null);
        int limit = (int) Query.number(exchange, "limit", PAGE, LARGEST_PAGE);
        exchange.json(
                200,
                Shown.list(
                        "questions",
                        store.questions().list(status, limit).stream()
                                .map(Shown::question)
                                .toList()));
    }

    private void answer(Exchange exchange, Principal who) throws IOException, Vault.Locked {
        String id = exchange.path("id");
        Body body = Body.of(exchange, "bad_request");
        String response = body.optionalText("response", LONGEST_ANSWER);
        if (response == null) {
            throw AgentRoute.bad("bad_request", "response is missing");
        }
        Kept kept = store.questions().find(id).orElseThrow(() -> AgentRoute.unknown("question"));
        String sealed = vault.closeAnswer(id, new Secret(response));
        if (!store.questions().answer(id, sealed, clock.instant())) {
            throw AgentRoute.wrongState("the question does not wait for an answer any more");
        }
        LOG.atInfo().addKeyValue("questionId", id).addKeyValue("by", who.name()).log("question answered");
        waiting.wake(id);
        notices.task(kept.question().taskId(), kept.question().sessionId());
        exchange.json(
                200, Shown.question(store.questions().find(id).orElseThrow(() -> AgentRoute.unknown("question"))));
    }
}
