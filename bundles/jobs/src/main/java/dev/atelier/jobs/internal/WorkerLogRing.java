package dev.atelier.jobs.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.jobs.api.WorkerLog;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's log in memory, and the logs of its jobs. */
@Component(service = {WorkerLog.class, WorkerLogRing.class})
public final class WorkerLogRing implements WorkerLog {
    static final int ENTRIES = 1_000;
    static final int MESSAGE = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLogRing.class);

    private final EventHub events;
    private final Clock clock;
    private final JobLogs jobs = new JobLogs();
    private final ArrayDeque<Entry> ring = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>(); // one may leave while it is told
    private long seq;

    @Activate
    public WorkerLogRing(@Reference(name = "events") EventHub events) {
        this(events, Clock.systemUTC());
    }

    WorkerLogRing(EventHub events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    JobLogs jobs() {
        return jobs;
    }

    @Override
    public void append(Level level, String category, String message, @Nullable String jobId) {
        Entry entry;
        List<RuntimeException> thrown = new ArrayList<>(0);
        synchronized (this) {
            entry = new Entry(++seq, clock.instant(), level, category, Texts.cut(message, MESSAGE), jobId);
            if (ring.size() == ENTRIES) {
                ring.removeFirst();
            }
            ring.addLast(entry);
            for (Follower follower : followers) {
                try {
                    follower.hear(entry);
                } catch (RuntimeException e) {
                    follower.close();
                    thrown.add(e);
                }
            }
        }
        // Away from the lock: this line is followed as well, and must not overtake the one before it.
        thrown.forEach(e -> LOG.atWarn().setCause(e).log("a follower of the log failed and is not told any more"));
        if (jobId != null) {
            jobs.append(entry);
        }
        events.publish("log", () -> LogJson.entry(entry));
    }

    @Override
    public synchronized Page after(long after) {
        if (after > seq || after < 0) {
            return new Page(List.copyOf(ring), seq);
        }
        return new Page(ring.stream().filter(entry -> entry.seq() > after).toList(), seq);
    }

    @Override
    public synchronized long seq() {
        return seq;
    }

    @Override
    public synchronized Following follow(Consumer<Entry> follower) {
        Follower following = new Follower(follower);
        ring.forEach(following::hear);
        followers.add(following);
        return following;
    }

    private final class Follower implements Following {
        private final Consumer<Entry> consumer;

        Follower(Consumer<Entry> consumer) {
            this.consumer = consumer;
        }

        void hear(Entry entry) {
            consumer.accept(entry);
        }

        /** Under the lock of the ring: once it returns nothing is handed over any more. */
        @Override
        public void close() {
            synchronized (WorkerLogRing.this) {
                followers.remove(this);
            }
        }
    }
}
