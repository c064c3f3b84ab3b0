package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentDecoder;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.git.Checkout;
import dev.atelier.engine.agent.git.Snapshot;
import dev.atelier.engine.agent.launch.TaskSecrets;
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.UnitTask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a run, to be reported. One thread's. */
final class Outcome {
    private final AgentJob job;
    private final Instant started;
    private @Nullable Integer exitCode;
    private @Nullable String conversation;
    private AgentDecoder.@Nullable Usage usage;
    private Report.@Nullable Work work;
    private Report.@Nullable Patch patch;
    private int unanswered;

    Outcome(AgentJob job, Instant started) {
        this.job = job;
        this.started = started;
        AgentJob.Again resume = job.resume();
        this.conversation = resume == null ? null : resume.conversation();
    }

    void of(Turn.End end) {
        exitCode = end.exitCode();
        end.conversation().ifPresent(id -> conversation = id);
        end.usage().ifPresent(used -> usage = used);
    }

    void unanswered(int count) {
        unanswered = count;
    }

    @Nullable
    String conversation() {
        return conversation;
    }

    /** Several repositories are told as one: the commits are the first one's. */
    void made(Checkout first, List<Snapshot> snapshots) {
        Snapshot one = snapshots.get(0);
        work = new Report.Work(
                first.base(),
                one.end(),
                first.branch(),
                snapshots.stream().anyMatch(Snapshot::hasChanges),
                snapshots.stream().mapToInt(each -> each.changed().size()).sum(),
                snapshots.stream().mapToInt(Snapshot::insertions).sum(),
                snapshots.stream().mapToInt(Snapshot::deletions).sum());
    }

    void made(Report.Patch whole) {
        patch = whole;
    }

    Standing underway(Report.State state) {
        return new Standing(UnitTask.Status.IN_PROGRESS, null, details(state, null, null), null);
    }

    /** Only a success is for review. What failed may be tried again, which its status has no other word for. */
    Standing ended(Optional<AgentFailure> failure, TaskSecrets secrets, Instant now) {
        if (failure.isEmpty()) {
            return new Standing(UnitTask.Status.IN_REVIEW, null, details(Report.State.SUCCEEDED, null, now), patch);
        }
        AgentFailure why = failure.get();
        Report.State state =
                switch (Stage.lastAfter(why.code())) {
                    case CANCELLED -> Report.State.CANCELLED;
                    case TIMED_OUT -> Report.State.TIMED_OUT;
                    default -> Report.State.FAILED;
                };
        return new Standing(
                UnitTask.Status.IN_PROGRESS,
                secrets.masked(String.valueOf(why.getMessage())),
                details(state, why.code().name(), now),
                patch);
    }

    private Report.Details details(Report.State state, @Nullable String errorCode, @Nullable Instant completed) {
        AgentDecoder.Usage used = usage;
        return new Report.Details(
                job.sessionId(),
                job.assignmentId(),
                state,
                errorCode,
                exitCode,
                work,
                conversation,
                started,
                completed,
                used == null
                        ? null
                        : new Report.Usage(
                                used.inputTokens(),
                                used.outputTokens(),
                                used.costUsd().map(Number::doubleValue).orElse(null)),
                unanswered);
    }
}
