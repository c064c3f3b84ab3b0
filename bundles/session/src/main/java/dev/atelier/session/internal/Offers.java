package dev.atelier.session.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Takes the studio's offers or turns them down. Called in the turns of the session; runs no engine there. */
final class Offers {
    /** How long an offer that came while the last job's result was being acknowledged may wait for the place. */
    static final Duration MOMENT = Duration.ofSeconds(2);

    private static final String CATEGORY = "ws";

    private final Jobs jobs;
    private final Engines engines;
    private final BooleanSupplier heldBack;
    private final Consumer<Claim> mirror;
    private final Deliveries deliveries;
    private final Courier courier;
    private final Underway underway;
    private final Later later;
    private final WorkerLog log;
    private final Tally tally;
    private final LongSupplier nanos;

    /** Runs something in a turn of the session, once: when the future is done, but no later than after the time. */
    @FunctionalInterface
    interface Later {
        void run(CompletableFuture<?> when, Duration atTheLatest, Runnable action);
    }

    Offers(
            Jobs jobs,
            Engines engines,
            BooleanSupplier heldBack,
            Consumer<Claim> mirror,
            Deliveries deliveries,
            Courier courier,
            Underway underway,
            Later later,
            WorkerLog log,
            Tally tally,
            LongSupplier nanos) {
        this.jobs = jobs;
        this.engines = engines;
        this.heldBack = heldBack;
        this.mirror = mirror;
        this.deliveries = deliveries;
        this.courier = courier;
        this.underway = underway;
        this.later = later;
        this.log = log;
        this.tally = tally;
        this.nanos = nanos;
    }

    void offered(Claim claim, Link link) {
        log.append(
                WorkerLog.Level.INFO,
                CATEGORY,
                "offer received " + claim.jobId() + " game=" + claim.gameId() + " asset=" + claim.assetName()
                        + " model=" + claim.model() + " vram=" + number(claim.vramGbEstimate()),
                claim.jobId());
        if (jobs.paused()) {
            reject(claim, link, "worker paused by operator", RejectCode.PAUSED);
        } else if (heldBack.getAsBoolean()) {
            reject(claim, link, "only when idle: the person is using this computer", RejectCode.PAUSED);
        } else if (courier.keeps(claim, link)) {
            answerFromOutbox(claim, link);
        } else {
            take(claim, link);
        }
    }

    /** An offer that could not even be read. */
    void unusable(String jobId, String why, Link link) {
        fail(jobId, "the offer cannot be used: " + why, link);
    }

    private Optional<String> hopeless(Claim claim) {
        String source = claim.modelSource().engine();
        Optional<EngineDescriptor> engine = engines.current(source);
        if (engine.isEmpty()) {
            return Optional.of("no `" + source + "` engine serves on this worker");
        }
        return engine.get().kinds().contains(claim.task().kind())
                ? Optional.empty()
                : Optional.of(Texts.reason(
                        EngineException.cannotServe(source, claim.task().kind())));
    }

    private void take(Claim claim, Link link) {
        Optional<Jobs.Place> place = jobs.reserve(claim.jobId(), claim.modelSource());
        if (place.isPresent()) {
            accept(claim, link, place.get());
            return;
        }
        if (underway.settling()) {
            again(claim, link, nanos.getAsLong() + MOMENT.toNanos());
        } else {
            busy(claim, link);
        }
    }

    /** The job before this one is over for the studio, but its place may take a little longer to be free. */
    private void again(Claim claim, Link link, long until) {
        CompletableFuture<Void> freed = jobs.freed();
        Optional<Jobs.Place> place = jobs.reserve(claim.jobId(), claim.modelSource());
        long left = until - nanos.getAsLong();
        if (place.isPresent()) {
            accept(claim, link, place.get());
        } else if (left <= 0) {
            busy(claim, link);
        } else {
            later.run(freed, Duration.ofNanos(left), () -> {
                if (link.alive()) {
                    again(claim, link, until);
                }
            });
        }
    }

    private void busy(Claim claim, Link link) {
        reject(claim, link, "worker already has an in-flight job", RejectCode.BUSY);
    }

    private void accept(Claim claim, Link link, Jobs.Place place) {
        Optional<String> hopeless = hopeless(claim);
        if (hopeless.isPresent()) {
            place.close();
            fail(claim.jobId(), hopeless.get(), link);
            return;
        }
        mirror.accept(claim);
        if (!link.send(new WorkerFrame.Accept(claim.jobId()))) {
            place.close();
            log.append(WorkerLog.Level.WARN, CATEGORY, "not run: the session ended before accept", claim.jobId());
            tally.offer("lost");
            return;
        }
        tally.offer("accepted");
        Underway.Entry entry = underway.begin(claim.jobId());
        Accepted accepted = new Accepted(claim, link, entry, known(claim, link));
        try {
            Job job = place.start(
                    new Jobs.Request(
                            claim.jobId(),
                            claim.model(),
                            claim.modelSource(),
                            claim.task(),
                            JobRecord.Source.STUDIO,
                            null),
                    outcome -> deliveries.deliver(accepted, outcome));
            var unused = job.outcome().whenComplete((outcome, failure) -> underway.end(claim.jobId(), entry));
        } catch (JobRefused e) {
            place.close();
            underway.end(claim.jobId(), entry);
            refused(claim, link, e);
        }
    }

    private static CompletableFuture<Void> known(Claim claim, Link link) {
        Kind kind = claim.task().kind();
        // A document goes the way the acceptance went, and stays behind it.
        return kind == Kind.LLM || kind == Kind.AUDIO_STT ? CompletableFuture.completedFuture(null) : link.received();
    }

    private void refused(Claim claim, Link link, JobRefused why) {
        boolean hopeless = why.reason() == JobRefused.Reason.NO_ENGINE || why.reason() == JobRefused.Reason.WRONG_KIND;
        link.send(new WorkerFrame.Fail(claim.jobId(), Texts.reason(why), !hopeless));
        log.append(WorkerLog.Level.WARN, CATEGORY, "not run: " + Texts.reason(why), claim.jobId());
    }

    private void answerFromOutbox(Claim claim, Link link) {
        if (link.send(new WorkerFrame.Accept(claim.jobId()))) {
            tally.offer("kept");
            Underway.Entry entry = underway.begin(claim.jobId());
            courier.adopt(claim.jobId(), link, () -> underway.end(claim.jobId(), entry));
            log.append(
                    WorkerLog.Level.INFO,
                    CATEGORY,
                    "the result of this job is already here; it is delivered, not made again",
                    claim.jobId());
        }
    }

    private void reject(Claim claim, Link link, String reason, RejectCode code) {
        link.send(new WorkerFrame.Reject(claim.jobId(), reason, code));
        tally.offer(code.wireName());
        log.append(WorkerLog.Level.INFO, CATEGORY, "offer rejected: " + reason, claim.jobId());
    }

    private void fail(String jobId, String error, Link link) {
        link.send(new WorkerFrame.Fail(jobId, error, false));
        tally.offer("unservable");
        log.append(WorkerLog.Level.WARN, CATEGORY, "offer refused: " + error, jobId);
    }

    /** As a person writes it: 2 and 2.5, not 2.0. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
