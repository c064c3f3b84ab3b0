package dev.atelier.studio.agents.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.http.api.Exchange.EventStream;
import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.KeptRun;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who follow a run as it is told: from the beginning or where they were, to its end. */
final class Followers {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
    private static final int MOST = 100;
    private static final int AT_ONCE = 100;
    /** A stream has a bounded queue: a long history goes out in pieces. */
    private static final long BETWEEN_MILLIS = 50;

    private final AgentStore store;
    private final ScheduledExecutorService executor;
    private final Set<Follower> all = ConcurrentHashMap.newKeySet();

    Followers(AgentStore store, ScheduledExecutorService executor) {
        this.store = store;
        this.executor = executor;
    }

    boolean room() {
        return all.size() < MOST;
    }

    int count() {
        return all.size();
    }

    void follow(String sessionId, long after, EventStream stream) {
        Follower follower = new Follower(sessionId, after, stream);
        all.add(follower);
        stream.onClose(() -> all.remove(follower));
        follower.look(0);
    }

    /** From the publisher's thread. */
    void told(EventHub.Event event) {
        if (event.type().equals(Notices.TYPE)) {
            String session = event.data().path("sessionId").asText();
            String task = event.data().path("taskId").asText();
            all.stream()
                    .filter(follower -> session.isEmpty() ? !task.isEmpty() : follower.sessionId.equals(session))
                    .forEach(follower -> follower.look(0));
        }
    }

    /** Other studios on the same database tell runs too, and nobody here says so. */
    void lookAtAll() {
        all.forEach(follower -> follower.look(0));
    }

    private final class Follower {
        private final String sessionId;
        private final EventStream stream;
        private final AtomicBoolean looking = new AtomicBoolean();
        private volatile long last;

        Follower(String sessionId, long last, EventStream stream) {
            this.sessionId = sessionId;
            this.last = last;
            this.stream = stream;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
        void look(long millis) {
            if (!looking.compareAndSet(false, true)) {
                return;
            }
            try {
                executor.schedule(this::send, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                stream.close(); // the studio is stopping
            }
        }

        private void send() {
            looking.set(false); // what is told from here on leads to another look
            try {
                synchronized (this) {
                    sendNext();
                }
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("sessionId", sessionId).setCause(e).log("a session cannot be followed");
                stream.close();
            }
        }

        private void sendNext() {
            KeptRun run = store.tasks().run(sessionId).orElse(null);
            List<AgentEvents.Kept> page = store.events().after(sessionId, last, AT_ONCE);
            for (AgentEvents.Kept event : page) {
                if (!stream.send(
                        String.valueOf(event.seq()), "event", Shown.event(event).toString())) {
                    return;
                }
                last = event.seq();
            }
            if (page.size() == AT_ONCE) {
                look(BETWEEN_MILLIS);
            } else if (run == null || run.state().over()) {
                stream.send("", "end", run == null ? "{}" : Shown.run(run).toString());
                stream.close();
            }
        }
    }
}
