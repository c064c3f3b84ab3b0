package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that have ended. Memory is what counts while the process lives; one thread writes it to disk behind it, so
 * that nobody waits for the disk and a restart finds the jobs again. What has been delivered is written a moment later
 * and together: of many small jobs most are forgotten again before they have cost a file.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final Duration LOADING = Duration.ofSeconds(5);
    /** What a killed process may lose of the history of jobs that were delivered. */
    private static final Duration LINGER = Duration.ofSeconds(1);
    /** As a share of what is kept: so much more may be there before it is looked through. */
    private static final int SLACK = 16;

    /** Characters that may wait in memory for the moment to pass. */
    private static final long MOST_WAITING = 4 << 20;

    private final JobFolders folders;
    private final Supplier<JobsSettings> settings;
    private final Instant openedAt;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicBoolean lingering = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor disk = new ScheduledThreadPoolExecutor(1, Threads.named("jobs-archive"));
    private final CountDownLatch loaded = new CountDownLatch(1);
    /** By their ids, the oldest first. */
    private final LinkedHashMap<String, StoredJob> jobs = new LinkedHashMap<>();

    private final Map<Path, StoredJob> dirty = new LinkedHashMap<>();
    private final Set<Path> doomed = new LinkedHashSet<>();
    /** Folders of jobs of which nothing is on disk yet. */
    private final Set<Path> unmade = new HashSet<>();

    private final Duration linger;
    private long waiting;
    /** Jobs that came since what is kept was looked through, and the bytes of their results. */
    private int unseen;

    private long unseenBytes;

    Archive(JobFolders folders, Supplier<JobsSettings> settings, Instant openedAt) {
        this(folders, settings, openedAt, LINGER);
    }

    Archive(JobFolders folders, Supplier<JobsSettings> settings, Instant openedAt, Duration linger) {
        this.folders = folders;
        this.openedAt = openedAt;
        this.settings = settings;
        this.linger = linger;
    }

    /** @param leftovers folder of unfinished things; what an earlier process left there is deleted */
    void open(Path leftovers) {
        disk.execute(this::load);
        disk.execute(() -> Trees.deleteChildrenOlderThan(leftovers, openedAt));
    }

    void close(Duration grace) {
        flushSoon();
        disk.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        if (!Threads.stop(disk, grace)) {
            LOG.warn("job records were not written in time");
        }
    }

    StoredResult take(JobRecord job, EngineResult result) throws IOException {
        return folders.take(job, result);
    }

    void add(JobRecord record, @Nullable StoredResult result, LiveJob job) {
        add(new StoredJob(
                record,
                folders.folder(record),
                result == null ? null : result.file(),
                job.frozenSource(),
                job.task(),
                result == null ? null : result.unwritten()));
    }

    void add(StoredJob stored) {
        boolean urgent;
        synchronized (this) {
            StoredJob older = jobs.remove(stored.id());
            if (older != null) {
                forget(older);
            }
            jobs.put(stored.id(), stored);
            dirty.put(stored.folder(), stored);
            if (stored.json() != null || stored.resultFile() == null) {
                unmade.add(stored.folder());
            }
            waiting += stored.weight();
            urgent = !stored.delivered() || waiting > MOST_WAITING;
            unseen++;
            unseenBytes += stored.record().resultBytes();
            if (unseen > jobs.size() / SLACK || unseenBytes > settings.get().resultsKeepBytes() / SLACK) {
                keep(newestFirst());
            }
        }
        if (urgent) {
            flushSoon();
        } else {
            flushLater();
        }
    }

    /** Changes a record that is still kept. */
    Optional<JobRecord> change(StoredJob job, Consumer<RecordDraft> change) {
        Optional<StoredJob> changed;
        synchronized (this) {
            changed = kept(job).map(kept -> kept.with(change));
            changed.ifPresent(next -> {
                jobs.put(next.id(), next);
                dirty.put(next.folder(), next);
            });
        }
        flushSoon();
        return changed.map(StoredJob::record);
    }

    Optional<StoredJob> find(String jobId) {
        awaitLoaded();
        synchronized (this) {
            return Optional.ofNullable(jobs.get(jobId));
        }
    }

    List<JobRecord> newest(boolean studio) {
        return all().stream()
                .filter(job -> job.fromStudio() == studio)
                .limit(Retention.RING)
                .map(StoredJob::record)
                .toList();
    }

    Task task(StoredJob job) throws IOException, MalformedJson {
        return folders.task(job);
    }

    /** The result, when it is a document. */
    JsonNode json(StoredJob job) throws IOException {
        return folders.json(job);
    }

    /** Applies changed settings. */
    void retain() {
        synchronized (this) {
            keep(newestFirst());
        }
        flushSoon();
    }

    /** The jobs of earlier processes are read in the background, within moments of the start. */
    void awaitLoaded() {
        try {
            if (!loaded.await(LOADING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("job records are still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<StoredJob> all() {
        awaitLoaded();
        synchronized (this) {
            return newestFirst();
        }
    }

    private List<StoredJob> newestFirst() {
        List<StoredJob> all = new ArrayList<>(jobs.values());
        Collections.reverse(all);
        return all;
    }

    /** The one that is kept, whatever has changed of it. */
    private Optional<StoredJob> kept(StoredJob job) {
        return Optional.ofNullable(jobs.get(job.id())).filter(job::same);
    }

    private void keep(List<StoredJob> newestFirst) {
        unseen = 0;
        unseenBytes = 0;
        Retention plan = Retention.of(newestFirst, settings.get());
        jobs.clear();
        List<StoredJob> kept = plan.kept();
        for (int i = kept.size() - 1; i >= 0; i--) {
            jobs.put(kept.get(i).id(), kept.get(i));
        }
        plan.changed().forEach(job -> dirty.put(job.folder(), job));
        plan.gone().forEach(this::forget);
        doomed.addAll(plan.doomed());
    }

    private void forget(StoredJob job) {
        dirty.remove(job.folder());
        if (!unmade.remove(job.folder())) {
            doomed.add(job.folder());
        }
    }

    private void flushSoon() {
        if (!flushing.compareAndSet(false, true)) {
            return; // the one that is coming takes this along
        }
        try {
            disk.execute(this::flush);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed, not written any more");
        }
    }

    private void flushLater() {
        if (!lingering.compareAndSet(false, true)) {
            return;
        }
        try {
            var unused = disk.schedule(this::flush, linger.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed, not written any more");
        }
    }

    private void flush() {
        flushing.set(false);
        lingering.set(false);
        synchronized (this) {
            waiting = 0;
            if (unseen > 0) {
                keep(newestFirst());
            }
        }
        deleteDoomed();
        // Only what there is now: what comes meanwhile has its own moment, and may be forgotten again within it.
        for (Path folder : dirtyNow()) {
            taken(folder).ifPresent(this::write);
        }
    }

    private void deleteDoomed() {
        for (Path path = nextDoomed(); path != null; path = nextDoomed()) {
            Trees.delete(path);
        }
    }

    private synchronized List<Path> dirtyNow() {
        return List.copyOf(dirty.keySet());
    }

    private synchronized Optional<StoredJob> taken(Path folder) {
        unmade.remove(folder);
        return Optional.ofNullable(dirty.remove(folder));
    }

    private void write(StoredJob job) {
        try {
            folders.write(job);
            synchronized (this) {
                kept(job).ifPresent(kept -> jobs.put(kept.id(), kept.written()));
                dirty.computeIfPresent(job.folder(), (folder, changed) -> changed.written());
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("job", job.id()).setCause(e).log("job record not written");
        }
    }

    private synchronized @Nullable Path nextDoomed() {
        var first = doomed.stream().findFirst();
        first.ifPresent(doomed::remove);
        return first.orElse(null);
    }

    private void load() {
        try {
            List<StoredJob> found = folders.readAll(openedAt);
            synchronized (this) {
                List<StoredJob> all = newestFirst();
                Set<String> known = new HashSet<>(jobs.keySet());
                found.stream().filter(job -> known.add(job.id())).forEach(all::add);
                keep(all);
            }
        } finally {
            loaded.countDown();
        }
        deleteDoomed();
        flushLater(); // what the reading has changed is in no hurry
    }
}
