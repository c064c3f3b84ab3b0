package dev.atelier.studio.gateway.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Jobs that end when a test says so. */
final class FakeQueue implements Queue {
    final List<NewJob> submitted = new CopyOnWriteArrayList<>();
    final List<String> cancelled = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<StoredJob>> ends = new ConcurrentHashMap<>();
    private final Map<String, String> byKey = new ConcurrentHashMap<>();

    int room = Integer.MAX_VALUE;

    @Nullable
    String unservable;

    @Nullable
    RuntimeException refusing;

    @Override
    public CompletableFuture<Submitted> submit(NewJob job) throws QueueFull {
        if (submitted.size() >= room) {
            throw new QueueFull("no more than " + room);
        }
        if (refusing != null) {
            return CompletableFuture.failedFuture(refusing);
        }
        String known = job.idempotencyKey() == null ? null : byKey.putIfAbsent(job.idempotencyKey(), job.id());
        if (known == null) {
            submitted.add(job);
            ends.put(job.id(), new CompletableFuture<>());
        }
        NewJob present = known == null
                ? job
                : submitted.stream()
                        .filter(other -> other.id().equals(known))
                        .findFirst()
                        .orElseThrow();
        return CompletableFuture.completedFuture(
                new Submitted(stored(present, StoredJob.Status.QUEUED, null, null), known == null, 0));
    }

    NewJob job(int number) {
        return submitted.get(number);
    }

    void done(int number, String resultType) {
        end(number, StoredJob.Status.DONE, resultType, null);
    }

    void failed(int number, String error) {
        end(number, StoredJob.Status.FAILED, null, error);
    }

    private void end(int number, StoredJob.Status status, @Nullable String type, @Nullable String error) {
        NewJob job = job(number);
        var unused = ends.getOrDefault(job.id(), new CompletableFuture<>()).complete(stored(job, status, type, error));
    }

    static StoredJob stored(NewJob job, StoredJob.Status status, @Nullable String type, @Nullable String error) {
        return new StoredJob(
                job.id(),
                1,
                job.gameId(),
                job.assetName(),
                job.model(),
                job.kind(),
                job.task(),
                job.source(),
                job.vramGbEstimate(),
                job.priority(),
                job.owner(),
                status,
                0,
                "w-1",
                "claim",
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.ofEpochSecond(1_000),
                "w-1",
                error,
                null,
                type,
                0,
                Instant.EPOCH);
    }

    @Override
    public CompletableFuture<StoredJob> cancel(String jobId) {
        cancelled.add(jobId);
        for (int i = 0; i < submitted.size(); i++) {
            if (job(i).id().equals(jobId)) {
                end(i, StoredJob.Status.CANCELLED, null, null);
            }
        }
        return ended(jobId);
    }

    @Override
    public CompletableFuture<StoredJob> ended(String jobId) {
        return ends.getOrDefault(jobId, new CompletableFuture<>()).copy();
    }

    @Override
    public Optional<String> unservable(String model, Kind kind, String engine, double vramGbEstimate) {
        return Optional.ofNullable(unservable);
    }

    @Override
    public CompletableFuture<StoredJob> retry(String jobId, String source, double vramGbEstimate) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<StoredJob> promote(String jobId, String source, double vramGbEstimate) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Why> why(String jobId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long queued() {
        return new ArrayList<>(submitted).size();
    }

    @Override
    public CompletableFuture<Optional<String>> holds(String workerId, String jobId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> uploaded(
            String workerId,
            String jobId,
            String claim,
            Path body,
            long bytes,
            String contentType,
            @Nullable String prompt) {
        throw new UnsupportedOperationException();
    }
}
