package dev.atelier.studio.agents.internal;

import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.studio.store.agents.api.KeptTask.Phase;
import dev.atelier.studio.store.agents.api.KeptTask.Standing;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.UnitTask.Status;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a worker's report makes of a task, and how runs end. */
final class Endings {
    /** The end of the worker, not of the task: somebody else can go on without being asked to. */
    private static final Set<String> NOT_ITS_FAULT = Set.of("WORKER_SHUTDOWN", "WORKER_RESTARTED");

    private static final int LONGEST_LOG = 1 << 20;

    private Endings() {}

    static Step<Verdict> report(Work work, Report report, Instant now) {
        Report.Details details = report.details();
        Voice voice = details == null
                ? new Voice(report.workerId(), null, null)
                : new Voice(report.workerId(), details.sessionId(), details.assignmentId());
        KeptRun run = Rules.held(work, voice);
        KeptRun.State state = state(report);
        if (run == null) {
            // The same end told again: its answer may have got lost.
            KeptRun last = work.run();
            boolean known = last != null && voice.isOf(last) && last.state() == state && state.over();
            return Step.none(known ? Verdict.DONE : Verdict.STALE);
        }
        KeptRun.Times times = times(run, details, now);
        if (!state.over()) {
            KeptRun.Outcome known = outcome(run, report, KeptRun.Patch.NOT_SENT);
            return Step.to(new Work(work.task(), run.told(state, known, times)), Verdict.DONE);
        }
        TakenPatch patch = TakenPatch.of(report);
        KeptRun told = run.told(run.state(), outcome(run, report, patch.state()), times);
        KeptTask.Trouble trouble = state == KeptRun.State.SUCCEEDED ? null : trouble(state, told.outcome());
        return Step.to(ended(work, told, state, trouble, now), Verdict.DONE).withPatch(patch.text());
    }

    /** A peer that says no more than a status has succeeded with it, or failed with an error. */
    private static KeptRun.State state(Report report) {
        Report.Details details = report.details();
        if (details != null) {
            return KeptRun.State.valueOf(details.state().name());
        }
        if (report.status() == Status.IN_REVIEW) {
            return KeptRun.State.SUCCEEDED;
        }
        return report.error() == null ? KeptRun.State.RUNNING : KeptRun.State.FAILED;
    }

    private static KeptRun.Outcome outcome(KeptRun run, Report report, KeptRun.Patch patch) {
        Report.Details details = report.details();
        KeptRun.Outcome was = run.outcome();
        String log = report.outputLog();
        String kept = log == null || log.length() <= LONGEST_LOG ? log : log.substring(log.length() - LONGEST_LOG);
        if (details == null) {
            return new KeptRun.Outcome(
                    null, report.error(), null, was.work(), was.agentSessionId(), was.usage(), 0, kept, patch);
        }
        return new KeptRun.Outcome(
                details.errorCode(),
                report.error(),
                details.exitCode(),
                details.work() == null ? was.work() : details.work(),
                details.agentSessionId() == null ? was.agentSessionId() : details.agentSessionId(),
                details.usage() == null ? was.usage() : details.usage(),
                details.pendingQuestions(),
                kept,
                patch);
    }

    private static KeptRun.Times times(KeptRun run, Report.@Nullable Details details, Instant now) {
        Instant started = details == null ? null : details.startedAt();
        KeptRun.Times was = run.times();
        Instant known = was.started() == null ? now : was.started();
        return new KeptRun.Times(was.created(), started == null ? known : Bounds.moment(started), null, now);
    }

    private static KeptTask.Trouble trouble(KeptRun.State state, KeptRun.Outcome outcome) {
        String otherwise =
                switch (state) {
                    case CANCELLED -> "TASK_CANCELLED";
                    case TIMED_OUT -> "TASK_TIMEOUT";
                    default -> "INTERNAL";
                };
        return new KeptTask.Trouble(
                Objects.requireNonNullElse(outcome.errorCode(), otherwise),
                Objects.requireNonNullElse(outcome.error(), "the worker did not say why"));
    }

    /** @param trouble null when it brought what it should */
    static Work ended(Work work, KeptRun run, KeptRun.State state, KeptTask.@Nullable Trouble trouble, Instant now) {
        KeptRun.Times was = run.times();
        KeptRun.Times times = new KeptRun.Times(was.created(), was.started(), now, was.seen());
        KeptRun.Outcome known = run.outcome();
        KeptRun.Outcome outcome = trouble == null
                ? known
                : new KeptRun.Outcome(
                        trouble.code(),
                        trouble.message(),
                        known.exitCode(),
                        known.work(),
                        known.agentSessionId(),
                        known.usage(),
                        known.pendingQuestions(),
                        known.outputLog(),
                        known.patch());
        Standing standing = standing(work.task().standing(), run, state, trouble);
        return new Work(work.task().with(standing, now), run.told(state, outcome, times));
    }

    private static Standing standing(
            Standing was, KeptRun run, KeptRun.State state, KeptTask.@Nullable Trouble trouble) {
        if (trouble == null) {
            Report.Work left = run.outcome().work();
            KeptTask.Commits commits = left == null
                    ? was.commits()
                    : new KeptTask.Commits(left.baseCommit(), left.endCommit(), left.branchName());
            return new Standing(
                    Status.IN_REVIEW,
                    Phase.RESTING,
                    was.assignments(),
                    was.tries(),
                    was.sessionId(),
                    commits,
                    null,
                    null);
        }
        boolean again = state == KeptRun.State.LOST || NOT_ITS_FAULT.contains(trouble.code());
        if (again && run.cancelWanted()) {
            return resting(was, Status.IN_PROGRESS, new KeptTask.Trouble("TASK_CANCELLED", "cancelled"));
        }
        Standing resting = resting(was, Status.IN_PROGRESS, trouble);
        return again && was.tries() < Rules.MOST_TRIES
                ? new Standing(
                        resting.status(),
                        Phase.QUEUED,
                        was.assignments(),
                        was.tries(),
                        was.sessionId(),
                        was.commits(),
                        trouble,
                        was.followUp())
                : resting;
    }

    static Standing resting(Standing was, Status status, KeptTask.@Nullable Trouble trouble) {
        return new Standing(
                status,
                Phase.RESTING,
                was.assignments(),
                was.tries(),
                was.sessionId(),
                was.commits(),
                trouble,
                was.followUp());
    }
}
