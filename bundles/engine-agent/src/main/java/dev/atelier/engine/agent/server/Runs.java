package dev.atelier.engine.agent.server;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.run.AgentSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The runs under way. Of one task there is one at a time, and none while its files are removed. */
final class Runs {
    private final Map<String, Running> underway = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Object files = new Object();
    private final Runnable freed;

    /** @param over opens when the run has told its end */
    private record Running(long number, AgentSession session, Reporter reporter, CountDownLatch over) {
        String task() {
            return session.job().taskId();
        }
    }

    /** Takes away all that a task has on this host. */
    interface Removal {
        void of(String taskId) throws IOException;
    }

    /** @param freed told whenever a run has ended */
    Runs(Runnable freed) {
        this.freed = freed;
    }

    boolean has(String sessionId) {
        return underway.containsKey(sessionId);
    }

    boolean works(String taskId) {
        return underway.values().stream().anyMatch(each -> each.task().equals(taskId));
    }

    int count() {
        return underway.size();
    }

    /** The oldest first. */
    List<String> tasks() {
        return underway.values().stream()
                .sorted(Comparator.comparingLong(Running::number))
                .map(Running::task)
                .distinct()
                .toList();
    }

    /** It counts from now on. @return what is to be done on a thread of its own */
    Runnable begun(AgentSession session, Reporter reporter) {
        Running mine = new Running(numbers.incrementAndGet(), session, reporter, new CountDownLatch(1));
        List<Running> before;
        synchronized (files) {
            before = underway.values().stream()
                    .filter(each -> each.task().equals(mine.task()))
                    .toList();
            underway.put(session.job().sessionId(), mine);
        }
        before.forEach(each -> each.session()
                .stop(new AgentFailure(ErrorCode.STALE_ASSIGNMENT, "the task was handed out again, to this worker")));
        return () -> run(mine, before);
    }

    /** @param before runs of the same task, whose files these are until they have ended */
    private void run(Running mine, List<Running> before) {
        try {
            for (Running each : before) {
                each.over().await();
            }
            mine.session().run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underway.remove(mine.session().job().sessionId());
            mine.over().countDown();
            freed.run();
        }
    }

    void stop(String sessionId, AgentFailure why) {
        Running mine = underway.get(sessionId);
        if (mine != null) {
            mine.session().stop(why);
        }
    }

    void stopAll(AgentFailure why) {
        underway.values().forEach(each -> each.session().stop(why));
    }

    /** @return false when none of them asks that, or no more */
    boolean answered(String requestId, String response) {
        boolean taken = false;
        for (Running each : underway.values()) { // all: one may keep what it cannot place yet
            taken |= each.reporter().answered(requestId, response);
        }
        return taken;
    }

    /** Unless the task is worked on by now. */
    void remove(String taskId, Removal removal) throws IOException {
        synchronized (files) {
            if (!works(taskId)) {
                removal.of(taskId);
            }
        }
    }

    /** @return whether all have ended in time */
    boolean awaitAll(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (Running each : underway.values()) {
                if (!each.over().await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
