package dev.atelier.studio.dispatch.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The service for those who make, change and wait for jobs. Its methods are called from any thread. */
final class Orders implements Queue {
    private final Loop loop;
    private final Supplier<DispatchSettings> settings;
    private final JobStore jobs;
    private final Aside aside;
    private final Aside answers;
    private final Line line;
    private final Claims claims;
    private final Offers offers;
    private final Endings endings;
    private final Results results;
    private final Reasons reasons;
    private final Notices notices;
    private final Doubts doubts;
    private final Answers promises;

    Orders(
            Loop loop,
            Supplier<DispatchSettings> settings,
            JobStore jobs,
            Aside aside,
            Aside answers,
            Line line,
            Claims claims,
            Offers offers,
            Endings endings,
            Results results,
            Reasons reasons,
            Notices notices,
            Doubts doubts,
            Answers promises) {
        this.loop = loop;
        this.settings = settings;
        this.jobs = jobs;
        this.aside = aside;
        this.answers = answers;
        this.line = line;
        this.claims = claims;
        this.offers = offers;
        this.endings = endings;
        this.results = results;
        this.reasons = reasons;
        this.notices = notices;
        this.doubts = doubts;
        this.promises = promises;
    }

    @Override
    public CompletableFuture<Submitted> submit(NewJob job) throws QueueFull {
        int most = settings.get().queueMax();
        if (claims.unfinished().incrementAndGet() > most) {
            claims.unfinished().decrementAndGet();
            throw new QueueFull("there are " + most + " unfinished jobs already");
        }
        String engine = OfferText.engine(job.source());
        CompletableFuture<Submitted> answer = promises.promise();
        loop.when(Persisting.asked(() -> jobs.insert(job)), (inserted, failure) -> {
            if (failure != null) {
                claims.unfinished().decrementAndGet();
                doubts.failed(job.id());
                fail(answer, failure);
                return;
            }
            StoredJob row = inserted.job();
            if (!inserted.fresh()) {
                claims.unfinished().decrementAndGet();
                if (row.status() == Status.QUEUED && line.find(row.id()) == null && claims.of(row.id()) == null) {
                    doubts.odd(row.id()); // made by an order whose answer was a failure
                }
            } else {
                notices.job(row.id(), row.status().wireName());
                if (row.status() == Status.QUEUED) {
                    line.add(Waiting.of(row, engine, loop.nanos()));
                    offers.place(row.id());
                }
            }
            complete(answer, new Submitted(row, inserted.fresh(), ahead(row.id())));
        });
        return answer;
    }

    @Override
    public CompletableFuture<StoredJob> cancel(String jobId) {
        return change(jobId, () -> jobs.cancel(jobId, loop.now()), (row, answer) -> {
            line.remove(jobId);
            Held held = claims.of(jobId);
            if (held != null) {
                claims.lose(held);
            }
            claims.ended(row);
            complete(answer, row);
        });
    }

    @Override
    public CompletableFuture<StoredJob> retry(String jobId, String source, double vramGbEstimate) {
        return queued(jobId, List.of(Status.FAILED, Status.CANCELLED), source, vramGbEstimate);
    }

    @Override
    public CompletableFuture<StoredJob> promote(String jobId, String source, double vramGbEstimate) {
        return queued(jobId, List.of(Status.PENDING), source, vramGbEstimate);
    }

    private CompletableFuture<StoredJob> queued(String jobId, List<Status> from, String source, double vramGb) {
        String engine = OfferText.engine(source);
        return change(jobId, () -> jobs.requeue(jobId, from, source, vramGb, loop.now()), (row, answer) -> {
            if (!from.contains(Status.PENDING)) {
                claims.unfinished().incrementAndGet();
            }
            notices.job(jobId, row.status().wireName());
            line.add(Waiting.of(row, engine, loop.nanos()));
            offers.place(jobId);
            complete(answer, row);
        });
    }

    private CompletableFuture<StoredJob> change(
            String jobId,
            Supplier<CompletableFuture<Optional<StoredJob>>> asked,
            BiConsumer<StoredJob, CompletableFuture<StoredJob>> changed) {
        CompletableFuture<StoredJob> answer = promises.promise();
        loop.when(Persisting.asked(asked), (row, failure) -> {
            if (failure != null) {
                doubts.failed(jobId);
                fail(answer, failure);
            } else if (row.isPresent()) {
                changed.accept(row.get(), answer);
            } else {
                refuse(jobId, answer);
            }
        });
        return answer;
    }

    private void refuse(String jobId, CompletableFuture<StoredJob> answer) {
        loop.when(aside.ask(() -> jobs.find(jobId)), (row, failure) -> {
            if (failure != null) {
                fail(answer, failure);
            } else if (row.isEmpty()) {
                fail(answer, new UnknownJob(jobId));
            } else {
                fail(answer, new WrongState("the job is " + row.get().status().wireName()));
            }
        });
    }

    @Override
    public CompletableFuture<StoredJob> ended(String jobId) {
        CompletableFuture<StoredJob> answer = promises.promise();
        loop.post(() -> {
            // First in the book, then the look: an end in between is not missed.
            endings.await(jobId, answer);
            if (line.find(jobId) == null && claims.of(jobId) == null) {
                loop.when(aside.ask(() -> jobs.find(jobId)), (row, failure) -> {
                    if (failure != null) {
                        fail(answer, failure);
                    } else if (row.isEmpty()) {
                        fail(answer, new UnknownJob(jobId));
                    } else if (row.get().status().ended()) {
                        complete(answer, row.get());
                    }
                });
            }
        });
        return answer;
    }

    @Override
    public Optional<Why> why(String jobId) {
        return reasons.why(jobId);
    }

    @Override
    public Optional<String> unservable(String model, Kind kind, String engine, double vramGbEstimate) {
        return reasons.unservable(new JobClass(kind, engine, model, vramGbEstimate));
    }

    @Override
    public long queued() {
        return line.size();
    }

    @Override
    public CompletableFuture<Optional<String>> holds(String workerId, String jobId) {
        return results.holds(workerId, jobId);
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
        return results.uploaded(workerId, jobId, claim, body, bytes, contentType, prompt);
    }

    private long ahead(String jobId) {
        Waiting waiting = line.find(jobId);
        return waiting == null ? 0 : line.ahead(waiting);
    }

    /** Whoever waits may do as it likes with the answer: it is not given on the loop. */
    private <T> void complete(CompletableFuture<T> answer, T value) {
        answers.run(() -> answer.complete(value));
    }

    private void fail(CompletableFuture<?> answer, Throwable failure) {
        answers.run(() -> answer.completeExceptionally(failure));
    }
}
