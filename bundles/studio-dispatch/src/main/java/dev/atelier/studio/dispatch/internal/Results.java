package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.wire.api.StudioFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results on their way into the store: published first, then the job is done, then the worker is told. Files are
 * written beside the loop.
 */
final class Results {
    private static final Logger LOG = LoggerFactory.getLogger(Results.class);
    private static final String JSON = "application/json";

    private final Loop loop;
    private final JobStore jobs;
    private final ResultStore files;
    private final Aside writers;
    private final Aside answers;
    private final Claims claims;
    private final Offers offers;
    private final Tally tally;
    private final Persisting persisting;
    private final Doubts doubts;
    private final Answers promises;

    Results(
            Loop loop,
            JobStore jobs,
            ResultStore files,
            Aside writers,
            Aside answers,
            Claims claims,
            Offers offers,
            Tally tally,
            Persisting persisting,
            Doubts doubts,
            Answers promises) {
        this.loop = loop;
        this.jobs = jobs;
        this.files = files;
        this.writers = writers;
        this.answers = answers;
        this.claims = claims;
        this.offers = offers;
        this.tally = tally;
        this.persisting = persisting;
        this.doubts = doubts;
        this.promises = promises;
    }

    /** A result that came over the session. The worker waits for the word that it is stored, so it is tried until then. */
    void json(Held held, byte[] bytes, @Nullable String prompt) {
        held.phase = Held.Phase.FINISHING;
        String jobId = held.job.id();
        persisting.keep(
                () -> published(() -> files.publish(jobId, held.claim, bytes))
                        .thenCompose(done -> completed(jobId, held.claim, prompt, JSON, bytes.length)),
                row -> {
                    finished(jobId, held.claim, row);
                    held.session.send(new StudioFrame.CompleteAck(jobId));
                    claims.settle(held);
                    offers.serve(held.session);
                });
    }

    CompletableFuture<Optional<String>> holds(String workerId, String jobId) {
        CompletableFuture<Optional<String>> answer = promises.promise();
        loop.post(() -> {
            Held held = claims.of(jobId);
            if (held != null) {
                boolean its = held.session.workerId.equals(workerId)
                        && (held.phase == Held.Phase.OUT || held.phase == Held.Phase.FINISHING);
                answered(answer, its ? Optional.of(held.claim) : Optional.empty());
            } else {
                // Held since before a restart, or through another process on this database.
                var unused = writers.ask(() -> jobs.find(jobId)).whenComplete((row, failure) -> {
                    if (failure == null) {
                        answer.complete(row.filter(job -> heldBy(job, workerId)).map(StoredJob::claim));
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            }
        });
        return answer;
    }

    CompletableFuture<Boolean> uploaded(
            String workerId,
            String jobId,
            String claim,
            Path body,
            long bytes,
            String contentType,
            @Nullable String prompt) {
        CompletableFuture<Boolean> answer = promises.promise();
        loop.post(() -> {
            Held held = claims.of(jobId);
            if (held == null) {
                unattended(workerId, jobId, claim, body, bytes, contentType, prompt, answer);
            } else if (!held.claim.equals(claim) || !held.session.workerId.equals(workerId)) {
                stale(body, answer);
            } else if (held.upload != null) {
                // The same result a second time, its first answer having been lost: both get the answer of the first.
                writers.run(() -> remove(body));
                var unused = held.upload.whenComplete((stored, failure) -> passOn(answer, stored, failure));
            } else if (held.phase == Held.Phase.OUT) {
                attended(held, body, bytes, contentType, prompt, answer);
            } else {
                stale(body, answer);
            }
        });
        return answer;
    }

    private void attended(
            Held held,
            Path body,
            long bytes,
            String contentType,
            @Nullable String prompt,
            CompletableFuture<Boolean> answer) {
        held.phase = Held.Phase.FINISHING;
        held.upload = answer;
        String jobId = held.job.id();
        CompletableFuture<Optional<StoredJob>> stored = published(() -> files.publish(jobId, held.claim, body))
                .thenCompose(done -> completed(jobId, held.claim, prompt, contentType, bytes));
        loop.when(stored, (row, failure) -> {
            held.upload = null;
            if (failure != null) {
                persisting.failed(failure);
                held.phase = Held.Phase.OUT;
                held.leftover = () -> discard(jobId, held.claim);
                writers.run(() -> {
                    remove(body);
                    answer.completeExceptionally(failure);
                });
                if (held.session.state == Session.State.GONE) {
                    offers.tryAgain(held, "the session ended before the result was stored");
                } else {
                    claims.followUp(held);
                }
                return;
            }
            held.leftover = null;
            boolean done = finished(jobId, held.claim, row);
            answered(answer, done);
            if (done) {
                claims.settle(held);
                offers.serve(held.session);
            } else {
                // The worker learns it by the answer to its upload and says so on the session; until then it is busy.
                held.phase = Held.Phase.OUT;
                claims.lose(held);
                claims.followUp(held);
            }
        });
    }

    /** Nobody here holds the job: the store knows whether the claim is still good. */
    private void unattended(
            String workerId,
            String jobId,
            String claim,
            Path body,
            long bytes,
            String contentType,
            @Nullable String prompt,
            CompletableFuture<Boolean> answer) {
        CompletableFuture<Optional<StoredJob>> stored = writers.ask(() -> jobs.find(jobId))
                .thenCompose(row -> {
                    if (row.filter(job -> heldBy(job, workerId) && claim.equals(job.claim()))
                            .isEmpty()) {
                        return CompletableFuture.completedFuture(Optional.empty());
                    }
                    return published(() -> files.publish(jobId, claim, body))
                            .thenCompose(done -> completed(jobId, claim, prompt, contentType, bytes));
                });
        loop.when(stored, (row, failure) -> {
            if (failure != null) {
                doubts.failed(jobId);
                writers.run(() -> {
                    remove(body);
                    answer.completeExceptionally(failure);
                });
            } else if (row.isEmpty()) {
                discard(jobId, claim);
                stale(body, answer);
            } else {
                finished(jobId, claim, row);
                answered(answer, true);
            }
        });
    }

    /** A job that is done under this very claim was done by this result, at an earlier try. */
    private CompletableFuture<Optional<StoredJob>> completed(
            String jobId, String claim, @Nullable String prompt, String type, long bytes) {
        return claims.complete(jobId, claim, prompt, type, bytes)
                .thenCompose(row -> row.isPresent()
                        ? CompletableFuture.completedFuture(row)
                        : writers.ask(() -> doneUnder(jobId, claim)));
    }

    private Optional<StoredJob> doneUnder(String jobId, String claim) {
        return jobs.find(jobId).filter(job -> job.status() == StoredJob.Status.DONE && claim.equals(job.claim()));
    }

    private boolean finished(String jobId, String claim, Optional<StoredJob> row) {
        if (row.isPresent()) {
            claims.ended(row.get());
            return true;
        }
        tally.count("stale_report");
        discard(jobId, claim);
        return false;
    }

    /** A result nobody will ask for, unless the job was completed under this very claim elsewhere. */
    void discard(String jobId, String claim) {
        writers.run(() -> {
            try {
                if (doneUnder(jobId, claim).isEmpty()) {
                    files.delete(jobId, claim);
                }
            } catch (IOException | StoreFailure e) {
                LOG.atWarn().addKeyValue("jobId", jobId).setCause(e).log("an outdated result stays on disk");
            }
        });
    }

    private void stale(Path body, CompletableFuture<Boolean> answer) {
        tally.count("stale_report");
        writers.run(() -> {
            remove(body);
            answer.complete(false);
        });
    }

    private <T> void answered(CompletableFuture<T> answer, T value) {
        answers.run(() -> answer.complete(value));
    }

    private static <T> void passOn(CompletableFuture<T> answer, T value, @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private interface Publishing {
        void run() throws IOException;
    }

    private CompletableFuture<Boolean> published(Publishing publishing) {
        return writers.ask(() -> {
            try {
                publishing.run();
                return true;
            } catch (IOException e) {
                throw new StoreFailure("a result could not be stored", e);
            }
        });
    }

    private static void remove(Path body) {
        try {
            Files.deleteIfExists(body);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a refused upload stays on disk until the next start");
        }
    }

    private static boolean heldBy(StoredJob job, String workerId) {
        return job.status() == StoredJob.Status.CLAIMED && workerId.equals(job.claimedBy());
    }
}
