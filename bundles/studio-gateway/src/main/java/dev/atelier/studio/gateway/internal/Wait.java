package dev.atelier.studio.gateway.internal;

import dev.atelier.http.api.HttpError;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the jobs it waits for. Whatever ends the wait first decides: the jobs, the client, the clock or the
 * end of this room. No thread waits with it; what blocks, runs on the threads of the desk.
 */
final class Wait {
    private static final Logger LOG = LoggerFactory.getLogger(Wait.class);

    private final Queue queue;
    private final ResultStore results;
    private final Outlet outlet;
    private final List<CompletableFuture<Queue.Submitted>> jobs;
    private final boolean keyed;
    private final Resources resources;
    private final End onOver;
    private final AtomicBoolean over = new AtomicBoolean();

    /** How a wait ended. */
    interface End {
        /**
         * @param status of the answer, 499 for a client that has left
         * @param jobsToo whether the jobs have ended as well, or will at once
         */
        void tell(int status, boolean jobsToo);
    }

    /**
     * @param answers threads that read results, which may take long
     * @param refusals threads that say no, which never does
     */
    record Resources(Executor answers, Executor refusals, Memory memory) {}

    /** @param keyed whether the client comes back for these jobs: then they outlive it */
    Wait(
            Queue queue,
            ResultStore results,
            Outlet outlet,
            List<CompletableFuture<Queue.Submitted>> jobs,
            boolean keyed,
            Resources resources,
            End onOver) {
        this.queue = queue;
        this.results = results;
        this.outlet = outlet;
        this.jobs = List.copyOf(jobs);
        this.keyed = keyed;
        this.resources = resources;
        this.onOver = onOver;
    }

    boolean isOver() {
        return over.get();
    }

    /** Completes when all have ended, or as soon as one has failed. */
    @SuppressWarnings("FutureReturnValueIgnored") // the one that is returned tells everything
    CompletableFuture<List<StoredJob>> ended() {
        CompletableFuture<List<StoredJob>> all = new CompletableFuture<>();
        List<CompletableFuture<StoredJob>> each = new ArrayList<>();
        for (CompletableFuture<Queue.Submitted> job : jobs) {
            CompletableFuture<StoredJob> end =
                    job.thenCompose(submitted -> queue.ended(submitted.job().id()));
            each.add(end.whenComplete((ended, problem) -> {
                if (problem != null) {
                    all.completeExceptionally(problem);
                } else if (ended.status() != StoredJob.Status.DONE) {
                    all.complete(List.of(ended));
                }
            }));
        }
        CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                .thenRun(() ->
                        all.complete(each.stream().map(CompletableFuture::join).toList()));
        return all;
    }

    void settle(@Nullable List<StoredJob> ended, @Nullable Throwable problem) {
        if (ended == null) {
            end(meaning(problem), true);
            return;
        }
        for (StoredJob job : ended) {
            if (job.status() != StoredJob.Status.DONE) {
                end(failure(job), true);
                return;
            }
        }
        resources.memory().take(outlet.weight(ended), share -> {
            if (over.get()) {
                share.close();
            } else {
                on(resources.answers(), () -> answer(ended, share));
            }
        });
    }

    private void answer(List<StoredJob> ended, Memory.Share share) {
        if (!over.compareAndSet(false, true)) {
            share.close();
            return;
        }
        int status = 500;
        boolean given = false;
        try {
            outlet.answer(ended.stream().map(job -> new Result(job, results)).toList(), share);
            given = true;
            status = 200;
        } catch (HttpError e) {
            status = e.status();
            outlet.refuse(e);
        } catch (IOException | RuntimeException e) {
            // Either the client has gone, which nobody needs to be told, or the result cannot be read.
            LOG.atWarn().setCause(e).log("answer not given");
            outlet.refuse(
                    Errors.failed(500, "result_unavailable", "the result could not be read; see the studio's log"));
        } finally {
            if (!given) {
                share.close();
            }
            onOver.tell(status, true);
        }
    }

    /** The client has left: nobody wants the jobs any more, unless it comes back with its key. */
    void abandon() {
        end(Errors.failed(499, "client_closed_request", "the client has left"), !keyed);
    }

    void timeout() {
        end(
                keyed ? Once.timeout() : Errors.failed(504, "timeout", "the job did not end in time and was cancelled"),
                !keyed);
    }

    void stop() {
        end(Errors.unavailable("the studio is stopping"), !keyed);
    }

    /** Decides at once and tells on another thread: whoever calls this has others to see to. */
    private void end(HttpError error, boolean cancels) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        if (cancels) {
            cancel(queue, jobs);
        }
        onOver.tell(error.status(), cancels);
        on(resources.refusals(), () -> outlet.refuse(error));
    }

    /** When this room is stopping, here and now. */
    private static void on(Executor threads, Runnable answer) {
        try {
            threads.execute(answer);
        } catch (RejectedExecutionException e) {
            answer.run();
        }
    }

    /** Jobs that somebody else made with the same idempotency key are not ours to cancel. */
    @SuppressWarnings("FutureReturnValueIgnored") // a job that cannot be cancelled has ended
    static void cancel(Queue queue, List<CompletableFuture<Queue.Submitted>> jobs) {
        for (CompletableFuture<Queue.Submitted> job : jobs) {
            job.thenCompose(submitted -> submitted.fresh()
                            ? queue.cancel(submitted.job().id())
                            : CompletableFuture.completedFuture(submitted.job()))
                    .whenComplete((cancelled, problem) -> {
                        if (problem != null) {
                            LOG.atDebug().setCause(problem).log("job of an ended request not cancelled");
                        }
                    });
        }
    }

    private static HttpError failure(StoredJob job) {
        if (job.status() == StoredJob.Status.CANCELLED) {
            return Errors.failed(500, "job_cancelled", "the job was cancelled");
        }
        return Errors.failed(502, "job_failed", Objects.requireNonNullElse(job.lastError(), "the job failed"));
    }

    private static HttpError meaning(@Nullable Throwable problem) {
        Throwable cause = problem instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : problem;
        if (cause instanceof HttpError refusal) {
            return refusal;
        }
        LOG.atWarn().setCause(cause).log("jobs of a request are lost from sight");
        return cause instanceof StoreFailure
                ? Errors.unavailable("the studio cannot reach its store now; its log says why")
                : Errors.failed(500, "internal_error", "something went wrong here; see the studio's log");
    }
}
