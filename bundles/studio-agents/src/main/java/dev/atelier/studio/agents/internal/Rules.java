package dev.atelier.studio.agents.internal;

import dev.atelier.studio.store.agents.api.AgentTasks.Ending;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.studio.store.agents.api.KeptTask.Phase;
import dev.atelier.studio.store.agents.api.KeptTask.Standing;
import dev.atelier.wire.agent.api.UnitTask.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may become of a task, and when. Pure: the store applies them, one after the other. */
final class Rules {
    /** A worker that dies of a task would otherwise be followed by all others. */
    static final int MOST_TRIES = 5;

    private static final Set<Status> REJECTABLE = Set.of(Status.IN_PROGRESS, Status.IN_REVIEW, Status.APPROVED);
    private static final Set<Status> FINISHABLE = Set.of(Status.IN_REVIEW, Status.APPROVED, Status.PR_OPEN);

    private static final Set<Status> FINISHED = Set.of(Status.DONE, Status.REJECTED);
    private static final String CANCELLED = "TASK_CANCELLED";

    private Rules() {}

    /** Whether something was done, or why not. */
    enum Verdict {
        DONE,
        /** The task does not allow it as it stands. */
        WRONG_STATE,
        /** Another assignment counts. */
        STALE
    }

    /** Who speaks of a task; what is null was not said. */
    record Voice(
            String workerId,
            @Nullable String sessionId,
            @Nullable String assignmentId) {
        boolean isOf(KeptRun run) {
            return workerId.equals(run.place().workerId())
                    && (sessionId == null || sessionId.equals(run.id()))
                    && (assignmentId == null
                            || assignmentId.equals(String.valueOf(run.place().assignment())));
        }
    }

    /** The run that a voice may speak for; null when it is another's, or over. */
    static @Nullable KeptRun held(Work work, Voice voice) {
        KeptRun run = work.run();
        boolean holds = run != null
                && work.task().standing().phase() == Phase.ASSIGNED
                && !run.state().over()
                && voice.isOf(run);
        return holds ? run : null;
    }

    static Step<Work> assign(Work work, String sessionId, String workerId, Instant now) {
        Standing was = work.task().standing();
        int number = was.assignments() + 1;
        Standing standing = new Standing(
                was.status(),
                Phase.ASSIGNED,
                number,
                was.tries() + 1,
                sessionId,
                was.commits(),
                was.trouble(),
                was.followUp());
        KeptRun run = new KeptRun(
                sessionId,
                new KeptRun.Place(work.task().id(), number, workerId),
                KeptRun.State.ASSIGNED,
                KeptRun.Outcome.NONE,
                false,
                false,
                new KeptRun.Times(now, null, null, now),
                new KeptRun.Heard(0, 0));
        Work given = new Work(work.task().with(standing, now), run);
        return Step.to(given, given);
    }

    /** Its worker has it still. */
    static Step<Verdict> seen(Work work, Voice voice, Instant now) {
        KeptRun run = held(work, voice);
        return run == null ? Step.none(Verdict.STALE) : Step.to(new Work(work.task(), run.seen(now)), Verdict.DONE);
    }

    /** Secrets are given out once to an assignment. */
    static Step<Verdict> release(Work work, Voice voice, Instant now) {
        KeptRun run = held(work, voice);
        if (run == null) {
            return Step.none(Verdict.STALE);
        }
        return run.secretsReleased()
                ? Step.none(Verdict.WRONG_STATE)
                : Step.to(new Work(work.task(), run.released().seen(now)), Verdict.DONE);
    }

    /** Nothing was heard of a run for too long: somebody else may have the task. */
    static Step<Verdict> lost(Work work, String sessionId, Duration silence, Instant now) {
        KeptRun run = work.run();
        boolean late = run != null
                && run.id().equals(sessionId)
                && work.task().standing().phase() == Phase.ASSIGNED
                && !run.state().over()
                && !run.times().seen().plus(silence).isAfter(now);
        if (run == null || !late) {
            return Step.none(Verdict.WRONG_STATE);
        }
        KeptTask.Trouble trouble =
                new KeptTask.Trouble("STALE_ASSIGNMENT", "nothing was heard of it for " + silence.toSeconds() + " s");
        return Step.to(Endings.ended(work, run, KeptRun.State.LOST, trouble, now), Verdict.DONE);
    }

    static Step<Verdict> cancel(Work work, Instant now) {
        Standing was = work.task().standing();
        KeptRun run = work.run();
        if (was.phase() == Phase.QUEUED) {
            Standing standing =
                    Endings.resting(was, was.status(), new KeptTask.Trouble(CANCELLED, "cancelled before it began"));
            return Step.to(new Work(work.task().with(standing, now), run), Verdict.DONE);
        }
        if (was.phase() == Phase.ASSIGNED && run != null) {
            return Step.to(new Work(work.task().with(was, now), run.cancelled()), Verdict.DONE);
        }
        return Step.none(Verdict.WRONG_STATE);
    }

    static Step<Verdict> retry(Work work, Instant now) {
        Standing was = work.task().standing();
        return was.phase() == Phase.RESTING && was.status() == Status.IN_PROGRESS
                ? to(work, queued(was, was.followUp()), Ending.NONE, now)
                : Step.none(Verdict.WRONG_STATE);
    }

    static Step<Verdict> requestChanges(Work work, String prompt, Instant now) {
        Standing was = work.task().standing();
        KeptRun run = work.run();
        if (run == null || was.phase() != Phase.RESTING || was.status() != Status.IN_REVIEW) {
            return Step.none(Verdict.WRONG_STATE);
        }
        KeptTask.FollowUp followUp = new KeptTask.FollowUp(
                prompt, run.outcome().agentSessionId(), run.place().workerId());
        return to(work, queued(was, followUp), Ending.NONE, now);
    }

    static Step<Verdict> approve(Work work, Instant now) {
        Standing was = work.task().standing();
        return was.phase() == Phase.RESTING && was.status() == Status.IN_REVIEW
                ? to(work, Endings.resting(was, Status.APPROVED, null), Ending.NONE, now)
                : Step.none(Verdict.WRONG_STATE);
    }

    static Step<Verdict> reject(Work work, Instant now) {
        Standing was = work.task().standing();
        return was.phase() == Phase.RESTING && REJECTABLE.contains(was.status())
                ? to(work, Endings.resting(was, Status.REJECTED, was.trouble()), Ending.CLEANUP, now)
                : Step.none(Verdict.WRONG_STATE);
    }

    static Step<Verdict> finish(Work work, Instant now) {
        Standing was = work.task().standing();
        return was.phase() == Phase.RESTING && FINISHABLE.contains(was.status())
                ? to(work, Endings.resting(was, Status.DONE, null), Ending.CLEANUP, now)
                : Step.none(Verdict.WRONG_STATE);
    }

    static Step<Verdict> delete(Work work, Instant now) {
        return work.task().standing().phase() == Phase.ASSIGNED
                ? Step.none(Verdict.WRONG_STATE)
                : to(work, work.task().standing(), Ending.GONE, now);
    }

    /** Nobody has wanted anything of it any more since then. */
    static Step<Verdict> expire(Work work, Instant before, Instant now) {
        KeptTask task = work.task();
        Standing was = task.standing();
        KeptTask.Trouble trouble = was.trouble();
        boolean cancelled = was.status() == Status.IN_PROGRESS
                && trouble != null
                && trouble.code().equals(CANCELLED);
        boolean finished = was.phase() == Phase.RESTING && (cancelled || FINISHED.contains(was.status()));
        return finished && task.updatedAt().isBefore(before)
                ? to(work, was, Ending.GONE, now)
                : Step.none(Verdict.WRONG_STATE);
    }

    private static Standing queued(Standing was, KeptTask.@Nullable FollowUp followUp) {
        return new Standing(
                Status.IN_PROGRESS,
                Phase.QUEUED,
                was.assignments(),
                0,
                was.sessionId(),
                was.commits(),
                was.trouble(),
                followUp);
    }

    private static Step<Verdict> to(Work work, Standing standing, Ending ending, Instant now) {
        return Step.to(new Work(work.task().with(standing, now), work.run()), ending, Verdict.DONE);
    }
}
