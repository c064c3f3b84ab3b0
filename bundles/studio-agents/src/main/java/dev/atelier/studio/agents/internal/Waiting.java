package dev.atelier.studio.agents.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Those who wait for an answer, without a thread each. */
final class Waiting {
    private static final int MOST = 1_000;

    private final ScheduledExecutorService executor;
    private final Map<String, List<Runnable>> waiters = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    Waiting(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** Runs the action once, on a thread of the executor: when the question is woken, or the time is over. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void add(String questionId, Duration patience, Runnable action) {
        Once once = new Once(questionId, action);
        boolean room = count.incrementAndGet() <= MOST;
        waiters.compute(questionId, (id, known) -> {
            List<Runnable> all = known == null ? new CopyOnWriteArrayList<>() : known;
            all.add(once);
            return all;
        });
        try {
            executor.schedule(once, room ? patience.toMillis() : 0, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            once.run(); // the studio is stopping
        }
    }

    /** Something has become of it. */
    void wake(String questionId) {
        List<Runnable> known = waiters.get(questionId);
        if (known != null) {
            known.forEach(executor::execute);
        }
    }

    int count() {
        return count.get();
    }

    private final class Once implements Runnable {
        private final String questionId;
        private final Runnable action;

        Once(String questionId, Runnable action) {
            this.questionId = questionId;
            this.action = action;
        }

        @Override
        public void run() {
            boolean[] first = {false};
            waiters.computeIfPresent(questionId, (id, known) -> {
                first[0] = known.remove(this);
                return known.isEmpty() ? null : known;
            });
            if (first[0]) {
                count.decrementAndGet();
                action.run();
            }
        }
    }
}
