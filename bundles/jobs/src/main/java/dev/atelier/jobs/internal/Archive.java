package dev.atelier.jobs.internal;

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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that have ended. Memory is what counts while the process lives; one thread writes it to disk behind it, so
 * that nobody waits for the disk and a restart finds the jobs again.
 */
final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final Duration LOADING = Duration.ofSeconds(5);

    private final JobFolders folders;
    private final Supplier<JobsSettings> settings;
    private final Instant openedAt;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final ExecutorService disk = Executors.newSingleThreadExecutor(Threads.named("jobs-archive"));
    private final CountDownLatch loaded = new CountDownLatch(1);
    private List<StoredJob> newestFirst = List.of();
    private final Map<Path, StoredJob> dirty = new LinkedHashMap<>();
    private final Set<Path> doomed = new LinkedHashSet<>();

    Archive(JobFolders folders, Supplier<JobsSettings> settings, Instant openedAt) {
        this.folders = folders;
        this.openedAt = openedAt;
        this.settings = settings;
    }

    /** @param leftovers folder of unfinished things; what an earlier process left there is deleted */
    void open(Path leftovers) {
        disk.execute(this::load);
        disk.execute(() -> Trees.deleteChildrenOlderThan(leftovers, openedAt));
    }

    void close(Duration grace) {
        if (!Threads.stop(disk, grace)) {
            LOG.warn("job records were not written in time");
        }
    }

    StoredResult take(JobRecord job, EngineResult result) throws IOException {
        return folders.take(job, result);
    }

    void add(JobRecord record, @Nullable StoredResult result, LiveJob job) {
        var stored = new StoredJob(
                record, folders.folder(record), result == null ? null : result.file(), job.frozenSource(), job.task());
        synchronized (this) {
            List<StoredJob> all = new ArrayList<>();
            all.add(stored);
            for (StoredJob older : newestFirst) {
                if (older.id().equals(stored.id())) {
                    doom(older.folder());
                } else {
                    all.add(older);
                }
            }
            dirty.put(stored.folder(), stored);
            keep(all);
        }
        flushSoon();
    }

    /** Changes a record that is still kept. */
    Optional<JobRecord> change(StoredJob job, Consumer<RecordDraft> change) {
        Optional<StoredJob> changed;
        synchronized (this) {
            changed = newestFirst.stream().filter(job::same).findFirst().map(kept -> kept.with(change));
            changed.ifPresent(next -> {
                replace(next);
                dirty.put(next.folder(), next);
            });
        }
        flushSoon();
        return changed.map(StoredJob::record);
    }

    Optional<StoredJob> find(String jobId) {
        return all().stream().filter(job -> job.id().equals(jobId)).findFirst();
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

    /** Applies changed settings. */
    void retain() {
        synchronized (this) {
            keep(newestFirst);
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
            return newestFirst;
        }
    }

    private void keep(List<StoredJob> all) {
        Retention plan = Retention.of(all, settings.get());
        newestFirst = List.copyOf(plan.kept());
        plan.changed().forEach(job -> dirty.put(job.folder(), job));
        plan.doomed().forEach(this::doom);
    }

    private void doom(Path path) {
        dirty.remove(path);
        doomed.add(path);
    }

    private void replace(StoredJob next) {
        newestFirst =
                newestFirst.stream().map(kept -> kept.same(next) ? next : kept).toList();
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

    private void flush() {
        flushing.set(false);
        for (Path path = nextDoomed(); path != null; path = nextDoomed()) {
            Trees.delete(path);
        }
        for (StoredJob job = nextDirty(); job != null; job = nextDirty()) {
            write(job);
        }
    }

    private void write(StoredJob job) {
        try {
            folders.write(job);
            synchronized (this) {
                newestFirst.stream().filter(job::same).findFirst().ifPresent(kept -> replace(kept.withoutTask()));
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

    private synchronized @Nullable StoredJob nextDirty() {
        var first = dirty.values().stream().findFirst();
        first.ifPresent(job -> dirty.remove(job.folder()));
        return first.orElse(null);
    }

    private void load() {
        try {
            List<StoredJob> found = folders.readAll(openedAt);
            synchronized (this) {
                List<StoredJob> all = new ArrayList<>(newestFirst);
                Set<String> known = new LinkedHashSet<>();
                newestFirst.forEach(job -> known.add(job.id()));
                found.stream().filter(job -> known.add(job.id())).forEach(all::add);
                keep(all);
            }
        } finally {
            loaded.countDown();
        }
        flush();
    }
}
