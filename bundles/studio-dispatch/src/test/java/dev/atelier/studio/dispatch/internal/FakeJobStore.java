package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Jobs in memory. While held back, changes are made and told one by one, when the test says so. */
final class FakeJobStore implements JobStore {
    final Map<String, StoredJob> rows = new LinkedHashMap<>();
    final List<String> history = new ArrayList<>();
    private final Map<String, String> byKey = new HashMap<>();
    private final Queue<Runnable> changes = new ArrayDeque<>();
    boolean heldBack;
    /** Changes are made at once, and told one by one when the test says so. */
    boolean toldLater;

    boolean failing;
    /** The next so many changes are made, and answered as if they had not been. */
    int unsure;
    /** Happens between the reading of a row and the answer. */
    Runnable onceRead = () -> {};

    /** The newest anybody has asked for. */
    String lastClaim = "";

    private long seq;

    @Nullable
    Consumer<@Nullable String> watcher;

    private <T> CompletableFuture<T> change(Supplier<T> change) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable run = () -> {
            if (failing) {
                future.completeExceptionally(new StoreFailure("the disk is full", new IOException("no space")));
            } else if (unsure > 0) {
                unsure--;
                T unused = change.get();
                future.completeExceptionally(new StoreFailure("the change may be there", new IOException("lost")));
            } else {
                future.complete(change.get());
            }
        };
        if (toldLater) {
            T made = change.get();
            changes.add(() -> future.complete(made));
        } else if (heldBack) {
            changes.add(run);
        } else {
            run.run();
        }
        return future;
    }

    /** Makes the oldest change that waits; false when there is none. */
    boolean commitOne() {
        Runnable next = changes.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private StoredJob put(StoredJob job) {
        rows.put(job.id(), job);
        return job;
    }

    @Override
    public CompletableFuture<Inserted> insert(NewJob job) {
        return change(() -> {
            String key = job.idempotencyKey();
            if (key != null && byKey.containsKey(key)) {
                return new Inserted(row(byKey.getOrDefault(key, "")), false);
            }
            if (key != null) {
                byKey.put(key, job.id());
            }
            return new Inserted(put(Samples.stored(job, ++seq)), true);
        });
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> claim(String jobId, String workerId, String claim, Instant at) {
        lastClaim = claim;
        return change(
                () -> of(jobId).filter(row -> row.status() == Status.QUEUED).map(row -> {
                    history.add("claim " + jobId + " " + claim);
                    return put(Samples.with(
                            row, Status.CLAIMED, row.attempts(), workerId, claim, at, null, row.lastError()));
                }));
    }

    @Override
    public CompletableFuture<Boolean> started(String jobId, String claim, Instant at) {
        return change(() -> present(jobId, claim)
                .map(row ->
                        put(Samples.with(row, Status.CLAIMED, row.attempts(), row.claimedBy(), claim, at, at, null)))
                .isPresent());
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> complete(
            String jobId, String claim, @Nullable String prompt, String resultType, long resultBytes, Instant at) {
        return change(() -> present(jobId, claim).map(row -> {
            history.add("done " + jobId);
            return put(Samples.done(row, prompt, resultType, resultBytes, at));
        }));
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> release(
            String jobId, String claim, Status to, int attempts, @Nullable String error, Instant at) {
        return change(() -> present(jobId, claim).map(row -> {
            history.add(to.wireName() + " " + jobId);
            return put(
                    Samples.with(row, to, attempts, null, null, null, null, error == null ? row.lastError() : error));
        }));
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> cancel(String jobId, Instant at) {
        return change(() -> of(jobId).filter(row -> !row.status().ended()).map(row -> {
            history.add("cancelled " + jobId);
            return put(Samples.with(row, Status.CANCELLED, row.attempts(), null, null, null, null, null));
        }));
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> requeue(
            String jobId, List<Status> from, String source, double vramGbEstimate, Instant at) {
        return change(() -> of(jobId).filter(row -> from.contains(row.status())).map(row -> {
            history.add("requeued " + jobId);
            return put(Samples.with(row, Status.QUEUED, 0, null, null, null, null, null));
        }));
    }

    private Optional<StoredJob> of(String jobId) {
        return Optional.ofNullable(rows.get(jobId));
    }

    private Optional<StoredJob> present(String jobId, String claim) {
        return of(jobId).filter(row -> row.status() == Status.CLAIMED && claim.equals(row.claim()));
    }

    StoredJob row(String jobId) {
        return of(jobId).orElseThrow();
    }

    @Override
    public Optional<StoredJob> find(String jobId) {
        Optional<StoredJob> row = of(jobId);
        onceRead.run();
        return row;
    }

    @Override
    public Page list(Query query) {
        return new Page(rows.values().stream().map(row -> new Listed(row, "")).toList(), null);
    }

    @Override
    public List<Queued> queued(long afterSeq, int limit) {
        return rows.values().stream()
                .filter(row -> row.status() == Status.QUEUED && row.seq() > afterSeq)
                .sorted(Comparator.comparingLong(StoredJob::seq))
                .limit(limit)
                .map(row -> new Queued(
                        row.id(),
                        row.seq(),
                        row.kind(),
                        row.model(),
                        row.source(),
                        row.vramGbEstimate(),
                        row.priority(),
                        row.owner()))
                .toList();
    }

    @Override
    public List<Claimed> claimed() {
        return rows.values().stream()
                .filter(row -> row.status() == Status.CLAIMED)
                .map(row -> new Claimed(
                        row.id(), String.valueOf(row.claim()), row.claimedBy(), row.claimedAt(), row.attempts()))
                .toList();
    }

    @Override
    public void tasks(String containing, Consumer<String> task) {
        rows.values().stream()
                .map(StoredJob::task)
                .filter(each -> each.contains(containing))
                .forEach(task);
    }

    @Override
    public Map<Status, Long> counts() {
        Map<Status, Long> counts = new HashMap<>();
        rows.values().forEach(row -> counts.merge(row.status(), 1L, Long::sum));
        return counts;
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see the annotation inside the type argument of a compiled interface
    public AutoCloseable watchOthers(Consumer<@Nullable String> changed) {
        watcher = changed;
        return () -> watcher = null;
    }

    void others(@Nullable String jobId) {
        Consumer<@Nullable String> present = watcher;
        if (present != null) {
            present.accept(jobId);
        }
    }
}
