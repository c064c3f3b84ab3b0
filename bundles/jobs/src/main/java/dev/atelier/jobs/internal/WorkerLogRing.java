package dev.atelier.jobs.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.jobs.api.WorkerLog;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The worker's log in memory, and the logs of its jobs. */
@Component(service = {WorkerLog.class, WorkerLogRing.class})
public final class WorkerLogRing implements WorkerLog {
    static final int ENTRIES = 1_000;
    static final int MESSAGE = 2_000;

    private final EventHub events;
    private final Clock clock;
    private final JobLogs jobs = new JobLogs();
    private final ArrayDeque<Entry> ring = new ArrayDeque<>();
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
        synchronized (this) {
            entry = new Entry(++seq, clock.instant(), level, category, Texts.cut(message, MESSAGE), jobId);
            if (ring.size() == ENTRIES) {
                ring.removeFirst();
            }
            ring.addLast(entry);
        }
        if (jobId != null) {
            jobs.append(entry);
        }
        events.publish("log", LogJson.entry(entry));
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
}
