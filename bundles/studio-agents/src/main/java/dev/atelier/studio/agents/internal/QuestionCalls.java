package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.studio.store.agents.api.AgentQuestions.Kept;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.wire.agent.api.AgentJson;
import dev.atelier.wire.agent.api.Question;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What agents ask people, and how their workers get the answer. */
final class QuestionCalls {
    private static final int LONGEST_PROMPT = 50_000;
    private static final int MOST_OPTIONS = 100;
    private static final int LONGEST_OPTION = 1_000;
    private static final int LONGEST_WAIT_SECONDS = 25;

    private final AgentStore store;
    private final Vault vault;
    private final Waiting waiting;
    private final Notices notices;
    private final Clock clock;

    QuestionCalls(AgentStore store, Vault vault, Waiting waiting, Notices notices, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.waiting = waiting;
        this.notices = notices;
        this.clock = clock;
    }

    JsonNode create(Params params) throws RpcRefusal {
        String task = params.id("task_id");
        String session = params.id("session_id");
        Voice voice = new Voice(params.caller(), session, params.optionalId("assignment_id"));
        Work work = store.tasks().find(task).orElseThrow(() -> RpcRefusal.unknown("task"));
        KeptRun run = Rules.held(work, voice);
        if (run == null) {
            throw RpcRefusal.stale();
        }
        Question question = new Question(
                UUID.randomUUID().toString(),
                task,
                session,
                params.text("prompt", LONGEST_PROMPT),
                type(params.text("input_type", LONGEST_OPTION)),
                params.texts("options", MOST_OPTIONS, LONGEST_OPTION),
                Question.Status.PENDING,
                null,
                clock.instant(),
                null);
        store.questions().add(new Kept(question, params.caller(), null));
        notices.task(task, session);
        return asked(question);
    }

    private static Question.Type type(String word) throws RpcRefusal {
        return Arrays.stream(Question.Type.values())
                .filter(type -> type.wireName().equals(word))
                .findFirst()
                .orElseThrow(() -> RpcRefusal.params("params.input_type is none of text, select, confirm, password"));
    }

    /** Answers at once when there is something to say, else when there is, or the time is over. */
    void get(Params params, RpcAnswer answer) throws RpcRefusal, Vault.Locked {
        String id = params.id("request_id");
        Duration patience = Duration.ofSeconds(params.whole("wait_secs", 0, LONGEST_WAIT_SECONDS));
        Kept kept = owned(params, id);
        if (kept.question().status() != Question.Status.PENDING || patience.isZero()) {
            answer.result(shown(kept));
            return;
        }
        answer.later(() -> shown(owned(params, id)), waiting, id, patience);
        if (owned(params, id).question().status() != Question.Status.PENDING) {
            waiting.wake(id); // answered between our look and our wait
        }
    }

    JsonNode cancel(Params params) throws RpcRefusal {
        String id = params.id("request_id");
        String status = params.text("status", LONGEST_OPTION);
        Question.Status as = List.of(Question.Status.CANCELLED, Question.Status.TIMEOUT).stream()
                .filter(each -> each.wireName().equals(status))
                .findFirst()
                .orElseThrow(() -> RpcRefusal.params("params.status is none of cancelled, timeout"));
        Kept kept = owned(params, id);
        if (store.questions().close(id, as, clock.instant())) {
            waiting.wake(id);
            notices.task(kept.question().taskId(), kept.question().sessionId());
        }
        return Json.object();
    }

    private Kept owned(Params params, String id) throws RpcRefusal {
        return store.questions()
                .find(id)
                .filter(kept -> kept.workerId().equals(params.caller()))
                .orElseThrow(() -> RpcRefusal.unknown("question"));
    }

    private JsonNode shown(Kept kept) throws Vault.Locked {
        Question asked = kept.question();
        String sealed = kept.sealed();
        String response =
                sealed == null ? null : vault.openAnswer(asked.id(), sealed).value();
        return asked(new Question(
                asked.id(),
                asked.taskId(),
                asked.sessionId(),
                asked.prompt(),
                asked.type(),
                asked.options(),
                asked.status(),
                response,
                asked.createdAt(),
                asked.respondedAt()));
    }

    private static JsonNode asked(Question question) {
        return Json.object().set("request", AgentJson.write(question));
    }
}
