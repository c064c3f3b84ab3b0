package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.WorkerLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the clock: deadlines of jobs, and engines that do not end a job they were told to end. */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration FAR = Duration.ofDays(3650);

    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Patience patience;
    private final JobVoice voice;
    private final Charge charge;
    private final AtomicInteger givenUp = new AtomicInteger();

    Watchdog(ScheduledExecutorService timer, Clock clock, Patience patience, JobVoice voice, Charge charge) {
        this.timer = timer;
        this.clock = clock;
        this.patience = patience;
        this.voice = voice;
        this.charge = charge;
    }

    /** What the watchdog may do. */
    interface Charge {
        void cancel(LiveJob job, StopCause cause);

        /** The record ends although the thread still works. */
        void endEarly(LiveJob job, Ending ending);

        void release(LiveJob job);
    }

    void takenOn(LiveJob job) {
        job.callersDeadline().ifPresent(at -> alarm(job, at, "the caller stopped waiting"));
    }

    void started(LiveJob job, Duration longest) {
        if (!longest.isZero()) {
            alarm(job, clock.instant().plus(longest), "it ran longer than " + longest.toSeconds() + " s");
        }
    }

    void cancelled(LiveJob job) {
        after(patience.cancel(), () -> interrupt(job));
    }

    /** A thread came back that had been given up. */
    void returned(LiveJob job) {
        givenUp.decrementAndGet();
        LOG.atInfo().addKeyValue("job", job.id()).log("an engine has let go of a job that was given up");
    }

    private void alarm(LiveJob job, Instant at, String why) {
        Duration left = Duration.between(clock.instant(), at);
        if (left.compareTo(FAR) > 0) {
            return; // nobody is there then, and a timer counts in nanoseconds, which end after 292 years
        }
        job.alarm(timer.schedule(
                () -> charge.cancel(job, StopCause.deadline(why)), Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS));
    }

    private void interrupt(LiveJob job) {
        StopCause cause = job.signal().cause();
        if (!job.bound() || cause == null) {
            return;
        }
        String remark = "; the engine ignored that for " + patience.cancel().toSeconds() + " s and was interrupted";
        voice.say(WorkerLog.Level.WARN, "job", cause.reason() + remark, job.id());
        job.lease().ifPresent(lease -> lease.report(true));
        charge.endEarly(job, new Ending(cause.outcome(remark), null, true));
        job.interrupt();
        after(patience.interrupt(), () -> giveUp(job));
    }

    /** The place goes to the next job; the thread is left to itself. Only so many times: each costs memory for good. */
    private void giveUp(LiveJob job) {
        if (!job.bound()) {
            return;
        }
        if (givenUp.incrementAndGet() > Patience.GIVEN_UP) {
            givenUp.decrementAndGet();
            LOG.atError()
                    .addKeyValue("job", job.id())
                    .log("an engine holds a job's place and does not let go; restart");
            return;
        }
        LOG.atError().addKeyValue("job", job.id()).log("an engine does not let go of a job; given up");
        job.givenUp();
        job.lease().ifPresent(lease -> lease.close());
        charge.release(job);
    }

    private void after(Duration time, Runnable action) {
        try {
            var unused = timer.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping, not watched any more");
        }
    }
}
