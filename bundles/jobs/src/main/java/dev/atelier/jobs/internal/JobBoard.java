package dev.atelier.jobs.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All jobs, those that are under way and those that have ended, and the news of them. */
final class JobBoard {
    private final Archive archive;
    private final EventHub events;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanos;
    private final Consumer<StoredJob> newResults;
    private final JobTally tally = new JobTally();
    private final TextFeeds texts = new TextFeeds();
    private final Map<String, LiveJob> active = new LinkedHashMap<>();
    private final Set<String> reserved = new HashSet<>();
    /** Jobs whose progress waits for its turn to be told. */
    private final Set<LiveJob> untold = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean telling = new AtomicBoolean();

    JobBoard(
            Archive archive,
            EventHub events,
            ScheduledExecutorService timer,
            LongSupplier nanos,
            Consumer<StoredJob> newResults) {
        this.archive = archive;
        this.events = events;
        this.timer = timer;
        this.nanos = nanos;
        this.newResults = newResults;
    }

    JobTally tally() {
        return tally;
    }

    TextFeeds texts() {
        return texts;
    }

    Archive archive() {
        return archive;
    }

    /** @return false when a job of the same id is under way or about to be */
    synchronized boolean enter(LiveJob job) {
        return !reserved.contains(job.id()) && active.putIfAbsent(job.id(), job) == null;
    }

    /** Keeps an id for a job that is about to be taken on. @return false when it is taken */
    synchronized boolean reserve(String jobId) {
        return !active.containsKey(jobId) && reserved.add(jobId);
    }

    synchronized void unreserve(String jobId) {
        reserved.remove(jobId);
    }

    synchronized void enterReserved(LiveJob job) {
        reserved.remove(job.id());
        active.put(job.id(), job);
    }

    /** Takes back {@link #enter}: the job was not taken on after all. */
    synchronized void forget(LiveJob job) {
        active.remove(job.id(), job);
    }

    /** The job has ended: from here on it is history. @return false when that had been said before */
    boolean ended(LiveJob job, JobOutcome outcome, Instant at, @Nullable StoredResult result) {
        synchronized (this) {
            if (!job.end(outcome, at, result)) {
                return false;
            }
            archive.add(job.record(), result, job);
            active.remove(job.id(), job);
        }
        untold.remove(job);
        texts.ended(job.id());
        tally.add(job.record());
        return true;
    }

    synchronized Optional<LiveJob> live(String jobId) {
        return Optional.ofNullable(active.get(jobId));
    }

    Optional<JobRecord> find(String jobId) {
        Optional<JobRecord> now = live(jobId).map(LiveJob::record);
        return now.isPresent() ? now : archive.find(jobId).map(StoredJob::record);
    }

    synchronized List<LiveJob> live() {
        return List.copyOf(active.values());
    }

    List<JobRecord> active() {
        return live().stream().map(LiveJob::record).toList();
    }

    List<JobRecord> recent(boolean studio) {
        return archive.newest(studio);
    }

    /** Jobs of this machine's own, under way or ended, newest first. */
    List<JobRecord> local() {
        archive.awaitLoaded(); // never under the lock
        synchronized (this) {
            return newestFirst(record -> record.source() != JobRecord.Source.STUDIO, recent(false));
        }
    }

    List<JobRecord> all() {
        archive.awaitLoaded();
        synchronized (this) {
            List<JobRecord> ended = new ArrayList<>(recent(false));
            ended.addAll(recent(true));
            ended.sort(Comparator.comparing(JobRecord::createdAt).reversed());
            return newestFirst(record -> true, ended);
        }
    }

    /** In order: news of a running job must never come after the news of its end. */
    void publish(LiveJob job) {
        synchronized (job.pace()) {
            publish(job.record());
        }
    }

    private void publish(JobRecord record) {
        events.publish("job", () -> JobJson.write(record));
    }

    void publishStatus() {
        events.publish("status", Json.object());
    }

    void progressed(LiveJob job) {
        long delay = job.pace().delay(nanos.getAsLong());
        if (delay == 0) {
            publish(job);
        } else if (delay > 0) {
            later(job, delay);
        }
    }

    void resultStored(JobRecord job) {
        archive.find(job.id()).ifPresent(newResults);
    }

    void change(StoredJob job, Consumer<RecordDraft> change) {
        archive.change(job, change).ifPresent(this::publish);
    }

    private void later(LiveJob job, long delay) {
        untold.add(job);
        if (telling.compareAndSet(false, true)) {
            tellAfter(delay);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // at most a quarter of a second away, and it looks first
    private void tellAfter(long delay) {
        timer.schedule(this::tell, delay, TimeUnit.NANOSECONDS);
    }

    /** One alarm for all jobs: most have ended by the time it rings, and setting one costs a thread's waking. */
    private void tell() {
        telling.set(false);
        for (LiveJob job : List.copyOf(untold)) {
            long wait = job.pace().left(nanos.getAsLong());
            if (wait > 0) {
                later(job, wait);
            } else if (untold.remove(job)) {
                publishLater(job);
            }
        }
    }

    private void publishLater(LiveJob job) {
        job.pace().sent(nanos.getAsLong());
        if (!job.ended()) {
            publish(job);
        }
    }

    private List<JobRecord> newestFirst(Predicate<JobRecord> wanted, List<JobRecord> ended) {
        List<JobRecord> list = new ArrayList<>();
        active.values().stream().map(LiveJob::record).filter(wanted).forEach(record -> list.add(0, record));
        list.addAll(ended);
        return list;
    }
}
