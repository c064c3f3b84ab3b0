package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.dispatch.api.Queue.Failed;
import dev.atelier.studio.dispatch.api.Queue.Standing;
import dev.atelier.studio.dispatch.api.Queue.Why;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import dev.atelier.wire.api.Capabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why a job waits. Asked by people, on their threads. */
final class Reasons {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Loop loop;
    private final Supplier<DispatchSettings> settings;
    private final JobStore jobs;
    private final WorkerStore workers;
    private final Line line;
    private final Fleet fleet;
    private final Claims claims;

    Reasons(
            Loop loop,
            Supplier<DispatchSettings> settings,
            JobStore jobs,
            WorkerStore workers,
            Line line,
            Fleet fleet,
            Claims claims) {
        this.loop = loop;
        this.settings = settings;
        this.jobs = jobs;
        this.workers = workers;
        this.line = line;
        this.fleet = fleet;
        this.claims = claims;
    }

    Optional<Why> why(String jobId) {
        Optional<StoredJob> found = jobs.find(jobId);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        StoredJob row = found.get();
        if (row.status() != Status.QUEUED && row.status() != Status.PENDING) {
            return Optional.of(new Why(row.status(), 0, null, List.of()));
        }
        List<Worker> known = workers.workers();
        CompletableFuture<Why> answer = new CompletableFuture<>();
        loop.post(() -> answer.complete(explain(row, known)));
        return Optional.of(patiently(answer));
    }

    private Why explain(StoredJob row, List<Worker> known) {
        Waiting waiting = line.find(row.id());
        Waiting job = waiting != null ? waiting : Waiting.of(row, OfferText.engine(row.source()), 0);
        Placement.Wanted wanted = new Placement.Wanted(job.needs(), job.refusedBy());
        List<Standing> standings = new ArrayList<>();
        Set<String> here = new HashSet<>();
        fleet.all().stream()
                .sorted(Comparator.comparingLong((Session session) -> session.serial))
                .forEach(session -> {
                    Capabilities capabilities = session.capabilities;
                    if (capabilities != null) {
                        here.add(session.workerId);
                        Candidate candidate =
                                session.candidate(loop.nanos(), settings.get().stale(), capabilities);
                        standings.add(standing(session.workerId, candidate, wanted));
                    }
                });
        known.stream().filter(worker -> !here.contains(worker.id())).forEach(worker -> {
            Candidate candidate = Candidate.absent(worker.enabled(), worker.capabilities());
            standings.add(standing(worker.id(), candidate, wanted));
        });
        long position = waiting == null ? 0 : line.ahead(waiting);
        return new Why(row.status(), position, waiting == null ? null : eta(waiting, position), standings);
    }

    private static Standing standing(String workerId, Candidate candidate, Placement.Wanted wanted) {
        List<Failed> failed = Placement.failed(candidate, wanted);
        return new Standing(workerId, failed.isEmpty(), failed);
    }

    /** By how long the model's jobs took lately and how many workers there are for them. */
    private @Nullable Long eta(Waiting job, long position) {
        OptionalDouble seconds = claims.durations().seconds(job.needs().model());
        long able = fleet.all().stream()
                .filter(session -> session.state == Session.State.READY && session.fits(job.needs()))
                .filter(session -> {
                    Capabilities capabilities = session.capabilities;
                    return capabilities != null && Placement.open(session.enabled, capabilities);
                })
                .count();
        return seconds.isEmpty() || able == 0
                ? null
                : Long.valueOf((long) Math.ceil((position + 1.0) / able * seconds.getAsDouble()));
    }

    /** One sentence, or nothing when some connected worker could do it sooner or later. */
    Optional<String> unservable(JobClass needs) {
        List<Capabilities> all = fleet.shown().stream()
                .filter(shown -> shown.enabled() && !shown.view().state().equals("connecting"))
                .map(shown -> shown.view().capabilities())
                .toList();
        if (all.stream().anyMatch(worker -> Placement.fits(worker, needs))) {
            return Optional.empty();
        }
        String kind = needs.kind().wireName();
        if (all.isEmpty()) {
            return Optional.of("no worker is connected");
        }
        List<Capabilities> ofKind =
                all.stream().filter(worker -> Placement.kind(worker, needs)).toList();
        if (ofKind.isEmpty()) {
            return Optional.of("no connected worker serves " + kind);
        }
        List<Capabilities> withEngine = ofKind.stream()
                .filter(worker -> Placement.engine(worker, needs))
                .toList();
        if (withEngine.isEmpty()) {
            return Optional.of("no connected worker serves " + kind + " with engine " + needs.engine());
        }
        double largest = withEngine.stream()
                .mapToDouble(Capabilities::vramThresholdGb)
                .max()
                .orElse(0);
        return Optional.of("the job needs " + Placement.gigabytes(needs.vramGb())
                + " and the largest connected worker takes " + Placement.gigabytes(largest));
    }

    private static Why patiently(CompletableFuture<Why> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("interrupted while asking why a job waits", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreFailure("the dispatch did not say why a job waits; try again", e);
        }
    }
}
