package dev.atelier.studio.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Json;
import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentTasks.Ending;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.studio.store.agents.api.KeptTask.Phase;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import dev.atelier.wire.agent.api.UnitTask.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private Work work = new Work(
            new KeptTask(
                    "t1",
                    1,
                    0,
                    new KeptTask.Order(
                            "a1",
                            "default",
                            "mend it",
                            null,
                            null,
                            List.of(new AgentTask.BaseRemote("/srv/git/demo.git", "main")),
                            "claude_code",
                            null,
                            "admin"),
                    new KeptTask.Standing(Status.IN_PROGRESS, Phase.QUEUED, 0, 0, null, null, null, null),
                    NOW,
                    NOW),
            null);
    private int sessions;

    private Verdict apply(Function<Work, Step<Verdict>> rule) {
        Step<Verdict> step = rule.apply(work);
        if (step.now() != null) {
            work = step.now();
        }
        return step.answer();
    }

    private void assign(String worker) {
        work = Rules.assign(work, "s" + ++sessions, worker, NOW).answer();
    }

    private static Report report(String session, String assignment, Report.State state, @Nullable String code) {
        return report(session, assignment, state, code, "conversation");
    }

    private static Report report(
            String session,
            String assignment,
            Report.State state,
            @Nullable String code,
            @Nullable String conversation) {
        Status status = state == Report.State.SUCCEEDED ? Status.IN_REVIEW : Status.IN_PROGRESS;
        return new Report(
                "w1",
                "t1",
                status,
                null,
                code == null ? null : "why",
                new Report.Details(
                        session,
                        assignment,
                        state,
                        code,
                        null,
                        state == Report.State.SUCCEEDED ? new Report.Work("b", "e", "x", true, 1, 1, 1) : null,
                        conversation,
                        null,
                        null,
                        null,
                        0));
    }

    private Verdict told(Report.State state, @Nullable String code) {
        return apply(now -> Endings.report(now, report("s" + sessions, String.valueOf(sessions), state, code), NOW));
    }

    private KeptRun run() {
        return Objects.requireNonNull(work.run(), "there is a run");
    }

    private String standing() {
        KeptTask.Standing standing = work.task().standing();
        return standing.status() + " " + standing.phase();
    }

    @Test
    void successIsForReviewAndAnythingElseMayBeTriedAgain() {
        assign("w1");
        assertThat(told(Report.State.RUNNING, null)).isEqualTo(Verdict.DONE);
        assertThat(standing()).isEqualTo("IN_PROGRESS ASSIGNED");
        assertThat(told(Report.State.FAILED, "AGENT_CRASHED")).isEqualTo(Verdict.DONE);
        assertThat(standing()).isEqualTo("IN_PROGRESS RESTING");
        assertThat(work.task().standing().trouble()).isEqualTo(new KeptTask.Trouble("AGENT_CRASHED", "why"));

        assertThat(apply(now -> Rules.retry(now, NOW))).isEqualTo(Verdict.DONE);
        assign("w1");
        told(Report.State.SUCCEEDED, null);

        assertThat(standing()).isEqualTo("IN_REVIEW RESTING");
        assertThat(work.task().standing().commits()).isEqualTo(new KeptTask.Commits("b", "e", "x"));
        assertThat(work.task().standing().trouble()).isNull();
    }

    @Test
    void theFirstEndCountsAndIsTakenTwiceButNoOther() {
        assign("w1");
        told(Report.State.SUCCEEDED, null);

        assertThat(told(Report.State.SUCCEEDED, null)).isEqualTo(Verdict.DONE);
        assertThat(told(Report.State.FAILED, "AGENT_CRASHED")).isEqualTo(Verdict.STALE);
        assertThat(told(Report.State.RUNNING, null)).isEqualTo(Verdict.STALE);
        assertThat(standing()).isEqualTo("IN_REVIEW RESTING");
    }

    @Test
    void onlyTheNewestAssignmentIsHeard() {
        assign("w1");
        apply(now -> Rules.lost(now, "s1", SILENCE, NOW.plus(SILENCE)));
        assertThat(standing()).isEqualTo("IN_PROGRESS QUEUED");
        assign("w1");

        for (Voice voice : List.of(
                new Voice("w1", "s1", "1"),
                new Voice("w1", "s2", "1"),
                new Voice("w1", "s1", "2"),
                new Voice("w2", "s2", "2"),
                new Voice("w2", null, null))) {
            assertThat(Rules.held(work, voice)).as(voice.toString()).isNull();
        }
        assertThat(Rules.held(work, new Voice("w1", "s2", "2"))).isEqualTo(run());
        assertThat(Rules.held(work, new Voice("w1", null, null))).isEqualTo(run());
        assertThat(run().place().assignment()).isEqualTo(2);
    }

    @Test
    void aRunIsLostWhenNothingWasHeardForSoLongAndNotBefore() {
        assign("w1");
        Instant almost = NOW.plus(SILENCE).minusMillis(1);

        assertThat(apply(now -> Rules.lost(now, "s1", SILENCE, almost))).isEqualTo(Verdict.WRONG_STATE);
        apply(now -> Rules.seen(now, new Voice("w1", "s1", null), almost));
        assertThat(apply(now -> Rules.lost(now, "s1", SILENCE, NOW.plus(SILENCE))))
                .isEqualTo(Verdict.WRONG_STATE);
        assertThat(apply(now -> Rules.lost(now, "s1", SILENCE, almost.plus(SILENCE))))
                .isEqualTo(Verdict.DONE);
        assertThat(run().state()).isEqualTo(KeptRun.State.LOST);
    }

    @Test
    void aTaskThatWorkersDieOfIsGivenToSomeOnly() {
        for (int i = 1; i <= Rules.MOST_TRIES; i++) {
            assertThat(standing()).isEqualTo("IN_PROGRESS QUEUED");
            assign("w1");
            apply(now -> Rules.lost(now, "s" + sessions, SILENCE, NOW.plus(SILENCE)));
        }
        assertThat(standing()).isEqualTo("IN_PROGRESS RESTING");

        apply(now -> Rules.retry(now, NOW));
        assertThat(standing()).isEqualTo("IN_PROGRESS QUEUED");
    }

    @Test
    void aWorkerThatShutsDownHandsItsTaskBack() {
        assign("w1");
        told(Report.State.CANCELLED, "WORKER_SHUTDOWN");

        assertThat(standing()).isEqualTo("IN_PROGRESS QUEUED");
    }

    @Test
    void whatWasCancelledIsNotGivenOutAgain() {
        assertThat(apply(now -> Rules.cancel(now, NOW))).isEqualTo(Verdict.DONE);
        assertThat(standing()).isEqualTo("IN_PROGRESS RESTING");
        assertThat(apply(now -> Rules.cancel(now, NOW))).isEqualTo(Verdict.WRONG_STATE);

        apply(now -> Rules.retry(now, NOW));
        assign("w1");
        apply(now -> Rules.cancel(now, NOW));
        assertThat(run().cancelWanted()).isTrue();
        assertThat(standing()).isEqualTo("IN_PROGRESS ASSIGNED");
        apply(now -> Rules.lost(now, "s1", SILENCE, NOW.plus(SILENCE)));
        assertThat(standing()).isEqualTo("IN_PROGRESS RESTING");
        assertThat(Objects.requireNonNull(work.task().standing().trouble()).code())
                .isEqualTo("TASK_CANCELLED");
    }

    @Test
    void peopleDecideOnWhatIsForReview() {
        assertThat(apply(now -> Rules.approve(now, NOW))).isEqualTo(Verdict.WRONG_STATE);
        assertThat(apply(now -> Rules.requestChanges(now, "more", NOW))).isEqualTo(Verdict.WRONG_STATE);
        assertThat(apply(now -> Rules.reject(now, NOW))).isEqualTo(Verdict.WRONG_STATE);
        assign("w1");
        assertThat(apply(now -> Rules.delete(now, NOW))).isEqualTo(Verdict.WRONG_STATE);
        told(Report.State.SUCCEEDED, null);
        Work reviewed = work;

        assertThat(Rules.reject(reviewed, NOW).ending()).isEqualTo(Ending.CLEANUP);
        assertThat(Rules.delete(reviewed, NOW).ending()).isEqualTo(Ending.GONE);
        apply(now -> Rules.approve(now, NOW));
        assertThat(standing()).isEqualTo("APPROVED RESTING");
        assertThat(Rules.finish(work, NOW).ending()).isEqualTo(Ending.CLEANUP);
        assertThat(apply(now -> Rules.retry(now, NOW))).isEqualTo(Verdict.WRONG_STATE);

        work = reviewed;
        apply(now -> Rules.requestChanges(now, "more", NOW));
        assertThat(standing()).isEqualTo("IN_PROGRESS QUEUED");
        assertThat(work.task().standing().followUp()).isEqualTo(new KeptTask.FollowUp("more", "conversation", "w1"));
        assign("w1");
        assertThat(Objects.requireNonNull(Entities.assignment(work).resume()).prompt())
                .isEqualTo("more");
    }

    @Test
    void anAgentWithoutConversationsIsToldAllAndItsWorkerWhatIsThereAlready() {
        assign("w1");
        assertThat(Entities.assignment(work).task().endCommit()).isNull();
        apply(now -> Endings.report(now, report("s1", "1", Report.State.SUCCEEDED, null, null), NOW));
        apply(now -> Rules.requestChanges(now, "and tests", NOW));

        assign("w1");
        Assignment again = Entities.assignment(work);

        assertThat(again.resume()).isNull();
        assertThat(again.task().prompt()).isEqualTo("mend it\n\nand tests");
        assertThat(again.task().baseCommit()).isEqualTo("b");
        assertThat(again.task().endCommit()).isEqualTo("e");
        assertThat(again.task().branchName()).isEqualTo("x");

        apply(now -> Endings.report(now, report("s2", "2", Report.State.FAILED, "AGENT_CRASHED", null), NOW));
        apply(now -> Rules.retry(now, NOW));
        assign("w1");
        assertThat(Entities.assignment(work).task().endCommit()).isEqualTo("e");
    }

    @Test
    void secretsAreGivenOutOncePerAssignment() {
        assign("w1");
        Voice voice = new Voice("w1", null, null);

        assertThat(apply(now -> Rules.release(now, new Voice("w2", null, null), NOW)))
                .isEqualTo(Verdict.STALE);
        assertThat(apply(now -> Rules.release(now, voice, NOW))).isEqualTo(Verdict.DONE);
        assertThat(apply(now -> Rules.release(now, voice, NOW))).isEqualTo(Verdict.WRONG_STATE);
        apply(now -> Rules.lost(now, "s1", SILENCE, NOW.plus(SILENCE)));
        assign("w1");
        assertThat(apply(now -> Rules.release(now, voice, NOW))).isEqualTo(Verdict.DONE);
    }

    private static Told event(long seq, int size) {
        return new Told(
                seq,
                NOW,
                Told.Source.AGENT,
                Json.object().put("type", "thinking").put("content", "x".repeat(size)),
                null);
    }

    @Test
    void eventsThatAreTooLargeOrTooManyLeaveAWord() {
        assign("w1");
        Voice voice = new Voice("w1", "s1", "1");
        Step<OptionalLong> large =
                Hearing.hear(work, voice, List.of(event(1, Hearing.LONGEST_EVENT + 1), event(2, 10)), NOW);
        assertThat(large.events()).hasSize(2);
        assertThat(large.events().get(0).event()).contains("characters was dropped");

        work = new Work(work.task(), run().heard(new KeptRun.Heard(7, Hearing.MOST_CHARS - 10), NOW));
        Step<OptionalLong> many = Hearing.hear(work, voice, List.of(event(8, 10), event(9, 10)), NOW);
        assertThat(many.answer()).hasValue(9);
        assertThat(many.events())
                .singleElement()
                .extracting(AgentEvents.Kept::event)
                .asString()
                .contains("no further event of this run is kept");
    }

    @Test
    void namesOfSecretsThatRuleAProcessAreRefused() {
        for (String name : List.of(
                "",
                "lower",
                "1A",
                "A-B",
                "PATH",
                "HOME",
                "IFS",
                "ENV",
                "BASH_ENV",
                "NODE_OPTIONS",
                "LD_PRELOAD",
                "DYLD_X",
                "GIT_CONFIG_COUNT",
                "GIT_SSH_COMMAND",
                "DELIDEV_TASK_ID",
                "A".repeat(129))) {
            assertThat(SecretNames.refusal(name)).as(name).isPresent();
        }
        for (String name : List.of("ANTHROPIC_API_KEY", "_A", "A1", "PATHS", "GIT_TOKEN", "A".repeat(128))) {
            assertThat(SecretNames.refusal(name)).as(name).isEmpty();
        }
    }
}
