package dev.atelier.studio.http.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Store and queue of jobs in memory: what the routes read is what they changed. */
final class FakeJobs implements JobStore, Queue {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    final Map<String, StoredJob> jobs = new LinkedHashMap<>();
    final Map<String, String> holders = new HashMap<>();
    final Map<String, byte[]> uploads = new HashMap<>();
    private final Map<String, String> byKey = new HashMap<>();
    int most = 1000;
    boolean claimMovesOn;

    @Nullable
    RuntimeException broken;

    StoredJob put(String id, Status status) {
        return put(id, status, "{\"kind\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", null);
    }

    StoredJob put(String id, Status status, String task, @Nullable String owner) {
        StoredJob job = new StoredJob(
                id,
                jobs.size() + 1L,
                "",
                "",
                "chat",
                Kind.LLM,
                task,
                "{}",
                1,
                0,
                owner,
                status,
                0,
                null,
                status == Status.DONE ? "claim-" + id : null,
                AT,
                null,
                null,
                null,
                null,
                null,
                null,
                status == Status.DONE ? "application/json" : null,
                0,
                AT);
        jobs.put(id, job);
        return job;
    }

    private CompletableFuture<StoredJob> change(String id, List<Status> from, Status to, UnaryOperator<StoredJob> how) {
        RuntimeException problem = broken;
        if (problem != null) {
            return CompletableFuture.failedFuture(problem);
        }
        StoredJob job = jobs.get(id);
        if (job == null) {
            return CompletableFuture.failedFuture(new UnknownJob(id));
        }
        if (!from.contains(job.status())) {
            return CompletableFuture.failedFuture(
                    new WrongState("it is " + job.status().wireName()));
        }
        StoredJob changed = how.apply(with(job, to, job.source()));
        jobs.put(id, changed);
        return CompletableFuture.completedFuture(changed);
    }

    private static StoredJob with(StoredJob job, Status status, String source) {
        return new StoredJob(
                job.id(),
                job.seq(),
                job.gameId(),
                job.assetName(),
                job.model(),
                job.kind(),
                job.task(),
                source,
                job.vramGbEstimate(),
                job.priority(),
                job.owner(),
                status,
                job.attempts(),
                job.claimedBy(),
                job.claim(),
                job.createdAt(),
                job.claimedAt(),
                job.startedAt(),
                job.completedAt(),
                job.lastWorkerId(),
                job.lastError(),
                job.prompt(),
                job.resultType(),
                job.resultBytes(),
                job.updatedAt());
    }

    @Override
    public CompletableFuture<Submitted> submit(NewJob job) throws QueueFull {
        if (jobs.size() >= most) {
            throw new QueueFull("too many unfinished jobs");
        }
        String key = job.idempotencyKey();
        String earlier = key == null ? null : byKey.putIfAbsent(job.owner() + "/" + key, job.id());
        if (earlier != null) {
            return CompletableFuture.completedFuture(
                    new Submitted(Objects.requireNonNull(jobs.get(earlier)), false, 0));
        }
        StoredJob stored = new StoredJob(
                job.id(),
                jobs.size() + 1L,
                job.gameId(),
                job.assetName(),
                job.model(),
                job.kind(),
                job.task(),
                job.source(),
                job.vramGbEstimate(),
                job.priority(),
                job.owner(),
                job.hold() ? Status.PENDING : Status.QUEUED,
                0,
                null,
                null,
                AT,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                AT);
        jobs.put(job.id(), stored);
        return CompletableFuture.completedFuture(new Submitted(stored, true, jobs.size() - 1));
    }

    @Override
    public CompletableFuture<StoredJob> cancel(String jobId) {
        return change(jobId, List.of(Status.PENDING, Status.QUEUED, Status.CLAIMED), Status.CANCELLED, job -> job);
    }

    @Override
    public CompletableFuture<StoredJob> retry(String jobId, String source, double vramGbEstimate) {
        return change(
                jobId, List.of(Status.FAILED, Status.CANCELLED), Status.QUEUED, job -> with(job, job.status(), source));
    }

    @Override
    public CompletableFuture<StoredJob> promote(String jobId, String source, double vramGbEstimate) {
        return change(jobId, List.of(Status.PENDING), Status.QUEUED, job -> with(job, job.status(), source));
    }

    @Override
    public CompletableFuture<StoredJob> ended(String jobId) {
        return new CompletableFuture<>();
    }

    @Override
    public Optional<Why> why(String jobId) {
        return find(jobId)
                .map(job -> new Why(
                        job.status(),
                        3,
                        12L,
                        List.of(new Standing("w-1", false, List.of(new Failed("vram", "4", "2"))))));
    }

    @Override
    public Optional<String> unservable(String model, Kind kind, String engine, double vramGbEstimate) {
        return Optional.empty();
    }

    @Override
    public long queued() {
        return jobs.size();
    }

    @Override
    public CompletableFuture<Optional<String>> holds(String workerId, String jobId) {
        boolean held = workerId.equals(holders.get(jobId));
        return CompletableFuture.completedFuture(held ? Optional.of("claim-" + jobId) : Optional.empty());
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
        if (claimMovesOn) {
            return CompletableFuture.completedFuture(false);
        }
        try {
            uploads.put(jobId + " " + contentType + " " + prompt, Files.readAllBytes(body));
            Files.delete(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        holders.remove(jobId);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public Optional<StoredJob> find(String jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    @Override
    public Page list(Query query) {
        String cursor = query.cursor();
        if (cursor != null && !cursor.matches("\\d+")) {
            throw new IllegalArgumentException("cursor");
        }
        long before = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        List<StoredJob> newestFirst = new ArrayList<>(jobs.values());
        Collections.reverse(newestFirst);
        List<Status> status = query.status();
        String owner = query.owner();
        List<StoredJob> found = newestFirst.stream()
                .filter(job -> job.seq() < before)
                .filter(job -> status == null || status.contains(job.status()))
                .filter(job -> owner == null || owner.equals(job.owner()))
                .toList();
        boolean more = found.size() > query.limit();
        List<StoredJob> page = more ? found.subList(0, query.limit()) : found;
        return new Page(
                page.stream().map(job -> new Listed(job, "hi")).toList(),
                more ? String.valueOf(page.get(page.size() - 1).seq()) : null);
    }

    @Override
    public List<Queued> queued(long afterSeq, int limit) {
        return jobs.values().stream()
                .filter(job -> job.status() == Status.QUEUED && job.seq() > afterSeq)
                .limit(limit)
                .map(job -> new Queued(
                        job.id(),
                        job.seq(),
                        job.kind(),
                        job.model(),
                        job.source(),
                        job.vramGbEstimate(),
                        job.priority(),
                        job.owner()))
                .toList();
    }

    @Override
    public List<Claimed> claimed() {
        return jobs.values().stream()
                .filter(job -> job.status() == Status.CLAIMED)
                .map(job -> new Claimed(
                        job.id(), String.valueOf(job.claim()), job.claimedBy(), job.claimedAt(), job.attempts()))
                .toList();
    }

    @Override
    public void tasks(String containing, Consumer<String> task) {
        jobs.values().stream()
                .filter(job -> !job.status().ended() && job.task().contains(containing))
                .forEach(job -> task.accept(job.task()));
    }

    @Override
    public Map<Status, Long> counts() {
        Map<Status, Long> counts = new HashMap<>();
        jobs.values().forEach(job -> counts.merge(job.status(), 1L, Long::sum));
        return counts;
    }

    @Override
    public CompletableFuture<Inserted> insert(NewJob job) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> claim(String jobId, String workerId, String claim, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> started(String jobId, String claim, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> complete(
            String jobId, String claim, @Nullable String prompt, String resultType, long resultBytes, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> release(
            String jobId, String claim, Status to, int attempts, @Nullable String error, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> cancel(String jobId, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<StoredJob>> requeue(
            String jobId, List<Status> from, String source, double vramGbEstimate, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("NullAway") // does not see that both allow null
    public AutoCloseable watchOthers(Consumer<@Nullable String> changed) {
        return () -> {};
    }
}
