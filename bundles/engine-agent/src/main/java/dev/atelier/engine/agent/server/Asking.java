package dev.atelier.engine.agent.server;

import dev.atelier.engine.agent.run.AgentJob;
import dev.atelier.engine.agent.run.SessionServer.Asked;
import dev.atelier.engine.agent.run.SessionServer.Replies;
import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import dev.atelier.wire.agent.api.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions of one run: put to the server, and waited for there. The first answer counts, whichever way it came,
 * and even if it came before the word on what the server calls the question.
 */
final class Asking {
    private static final int MOST_EARLY = 32;
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    private final Calls calls;
    private final Supplier<String> workerId;
    private final AgentJob job;
    private final Persistence persistence;
    private final Executor threads;
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    /** Answers to what no question here is called yet, while there is one without a name. */
    private final Map<String, String> early = new HashMap<>();

    private static final class Open {
        final Replies replies;
        volatile @Nullable String questionId;

        Open(Replies replies) {
            this.replies = replies;
        }
    }

    Asking(Calls calls, Supplier<String> workerId, AgentJob job, Persistence persistence, Executor threads) {
        this.calls = calls;
        this.workerId = workerId;
        this.job = job;
        this.persistence = persistence;
        this.threads = threads;
    }

    void ask(Asked asked, Replies replies) {
        open.put(asked.id(), new Open(replies));
        threads.execute(() -> follow(asked));
    }

    private void follow(Asked asked) {
        try {
            Question question =
                    persistence.until(() -> calls.ask(workerId.get(), job.taskId(), job.sessionId(), asked));
            if (!named(asked.id(), question.id())) {
                cancel(question.id(), false); // withdrawn before the server knew it
                return;
            }
            while (open.containsKey(asked.id()) && !persistence.ended()) {
                long sentAt = System.nanoTime();
                Question now = persistence.until(() -> calls.question(workerId.get(), question.id()));
                if (now.status() == Question.Status.RESPONDED) {
                    String response = now.response();
                    reply(asked.id(), response == null ? "" : response);
                } else if (now.status() != Question.Status.PENDING) {
                    nobody(asked.id());
                } else {
                    // A server that does not wait with its answer is not asked all the time.
                    persistence.pause(PACE.minusNanos(System.nanoTime() - sentAt));
                }
            }
        } catch (RpcTrouble e) {
            if (e.kind() != Kind.UNKNOWN_METHOD) {
                LOG.atWarn().addKeyValue("task", job.taskId()).log("a question is not answered: {}", e.getMessage());
            }
            nobody(asked.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false when nobody waits for it any more */
    private synchronized boolean named(String id, String questionId) {
        Open mine = open.get(id);
        if (mine != null) {
            mine.questionId = questionId;
        }
        String answer = early.remove(questionId);
        if (answer != null) {
            reply(id, answer);
        }
        forgetEarly();
        return mine != null;
    }

    private synchronized @Nullable Open over(String id) {
        Open gone = open.remove(id);
        forgetEarly();
        return gone;
    }

    private void forgetEarly() {
        if (!anyWithoutName()) {
            early.clear();
        }
    }

    private boolean anyWithoutName() {
        return open.values().stream().anyMatch(each -> each.questionId == null);
    }

    void withdraw(Asked asked, boolean timedOut) {
        Open gone = over(asked.id());
        String id = gone == null ? null : gone.questionId;
        if (id != null) {
            try {
                threads.execute(() -> cancel(id, timedOut));
            } catch (RejectedExecutionException e) {
                LOG.debug("a question stays open at the server: the worker stops");
            }
        }
    }

    private void cancel(String questionId, boolean timedOut) {
        try {
            persistence.until(() -> {
                calls.withdraw(workerId.get(), questionId, timedOut);
                return true;
            });
        } catch (RpcTrouble e) {
            LOG.debug("a question stays open at the server: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false when nobody here asks that, or nobody any more */
    synchronized boolean answered(String questionId, String text) {
        Optional<String> mine = open.entrySet().stream()
                .filter(each -> questionId.equals(each.getValue().questionId))
                .map(Map.Entry::getKey)
                .findFirst();
        if (mine.isPresent()) {
            return reply(mine.get(), text);
        }
        return anyWithoutName() && keptEarly(questionId, text);
    }

    private boolean keptEarly(String questionId, String text) {
        return early.size() < MOST_EARLY && early.putIfAbsent(questionId, text) == null;
    }

    private boolean reply(String id, String text) {
        Open mine = over(id);
        if (mine != null) {
            mine.replies.answered(text);
        }
        return mine != null;
    }

    private void nobody(String id) {
        Open mine = over(id);
        if (mine != null) {
            mine.replies.unanswerable();
        }
    }
}
