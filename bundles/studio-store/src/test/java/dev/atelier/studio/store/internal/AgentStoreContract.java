package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentHosts.Host;
import dev.atelier.studio.store.agents.api.AgentQuestions;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.AgentTasks.Ending;
import dev.atelier.studio.store.agents.api.AgentTasks.Step;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.studio.store.agents.api.KeptTask.Phase;
import dev.atelier.studio.store.agents.api.SealedSecrets.Sealed;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Question;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import dev.atelier.wire.agent.api.UnitTask;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of agent work, on whatever database. */
abstract class AgentStoreContract {
    private Database database;
    private Room room;
    private AgentStore agents;

    /** An empty one. */
    abstract Database database() throws Exception;

    /** The database of this test, once more. */
    abstract Database again() throws Exception;

    @BeforeEach
    void open() throws Exception {
        database = database();
        room = Room.open(database, () -> 1, Clock.fixed(NOW, ZoneOffset.UTC));
        agents = room.agents;
    }

    @AfterEach
    void close() {
        room.close();
    }

    private static KeptTask task(String id) {
        return new KeptTask(
                id,
                0,
                0,
                new KeptTask.Order(
                        "agent-" + id,
                        "group",
                        "make it",
                        "a title",
                        null,
                        List.of(new AgentTask.BaseRemote("/srv/git/demo.git", "main")),
                        "claude_code",
                        null,
                        "admin"),
                new KeptTask.Standing(UnitTask.Status.IN_PROGRESS, Phase.QUEUED, 0, 0, null, null, null, null),
                NOW,
                NOW);
    }

    private static KeptRun run(String id, String task, int assignment, String worker) {
        return new KeptRun(
                id,
                new KeptRun.Place(task, assignment, worker),
                KeptRun.State.ASSIGNED,
                KeptRun.Outcome.NONE,
                false,
                false,
                new KeptRun.Times(NOW, null, null, NOW),
                new KeptRun.Heard(0, 0));
    }

    private static Work assigned(Work work, String session, String worker) {
        KeptTask.Standing was = work.task().standing();
        KeptTask.Standing now = new KeptTask.Standing(
                was.status(), Phase.ASSIGNED, was.assignments() + 1, was.tries() + 1, session, null, null, null);
        return new Work(work.task().with(now, NOW), run(session, work.task().id(), now.assignments(), worker));
    }

    private Work taken(String session, String worker) {
        return agents.tasks()
                .take(task -> true, work -> {
                    Work now = assigned(work, session, worker);
                    return Step.to(now, now);
                })
                .orElseThrow();
    }

    private static KeptRun of(Work work) {
        return Objects.requireNonNull(work.run(), "the task has a run");
    }

    @Test
    void aTaskIsKeptAsItWasMadeAlsoInALaterProcess() throws Exception {
        agents.tasks().create(task("t1"));
        room.close();
        room = Room.open(again(), () -> 1, Clock.fixed(NOW, ZoneOffset.UTC));

        KeptTask kept = room.agents.tasks().find("t1").orElseThrow().task();

        assertThat(kept.order()).isEqualTo(task("t1").order());
        assertThat(kept.standing()).isEqualTo(task("t1").standing());
    }

    @Test
    void theOldestThatFitsIsTakenOnce() {
        agents.tasks().create(task("t1"));
        agents.tasks().create(task("t2"));

        assertThat(taken("s1", "w1").task().id()).isEqualTo("t1");
        assertThat(taken("s2", "w1").task().id()).isEqualTo("t2");
        assertThat(agents.tasks().take(task -> true, work -> Step.none("taken")))
                .isEmpty();
        assertThat(agents.tasks().underWay()).extracting(KeptRun::id).containsExactly("s1", "s2");
    }

    @Test
    void whatARuleMakesOfATaskComesBackWhole() {
        agents.tasks().create(task("t1"));
        taken("s1", "w1");
        KeptRun.Outcome outcome = new KeptRun.Outcome(
                "AGENT_CRASHED",
                "it broke",
                3,
                new Report.Work("b", "e", "branch", true, 1, 2, 3),
                "conversation",
                new Report.Usage(5, 6, 0.25),
                1,
                "log",
                KeptRun.Patch.TOO_LARGE);
        KeptTask.Standing standing = new KeptTask.Standing(
                UnitTask.Status.IN_REVIEW,
                Phase.RESTING,
                1,
                0,
                "s1",
                new KeptTask.Commits("b", "e", "branch"),
                new KeptTask.Trouble("CODE", "why"),
                new KeptTask.FollowUp("more", "conversation", "w1"));
        KeptRun.Times times = new KeptRun.Times(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2), NOW.plusSeconds(3));

        agents.tasks()
                .change(
                        "t1",
                        work -> Step.to(
                                new Work(
                                        work.task().with(standing, NOW.plusSeconds(4)),
                                        of(work).released().cancelled().told(KeptRun.State.FAILED, outcome, times)),
                                ""));

        Work now = agents.tasks().find("t1").orElseThrow();
        assertThat(now.task().standing()).isEqualTo(standing);
        assertThat(now.task().updatedAt()).isEqualTo(NOW.plusSeconds(4));
        assertThat(of(now).outcome()).isEqualTo(outcome);
        assertThat(of(now).times()).isEqualTo(times);
        assertThat(of(now).cancelWanted()).isTrue();
        assertThat(of(now).secretsReleased()).isTrue();
        assertThat(agents.tasks().underWay()).isEmpty();
    }

    /** As two studios on one database are. */
    @Test
    void aRuleIsAskedAgainWhenSomebodyElseWasFaster() throws Exception {
        assumeTrue(database.dialect().shared);
        agents.tasks().create(task("t1"));
        try (Room other = Room.open(again(), () -> 1, Clock.fixed(NOW, ZoneOffset.UTC))) {
            List<Integer> seen = new ArrayList<>();

            agents.tasks().change("t1", work -> {
                seen.add(work.task().version());
                if (seen.size() == 1) {
                    other.agents.tasks().change("t1", theirs -> Step.to(assigned(theirs, "s1", "w1"), ""));
                }
                return Step.to(new Work(work.task().with(work.task().standing(), NOW), work.run()), "");
            });

            assertThat(seen).containsExactly(0, 1);
            assertThat(agents.tasks().find("t1").orElseThrow().run()).isNotNull();
        }
    }

    @Test
    void eventsAreKeptWithTheChangeAndReadInTheirOrder() {
        agents.tasks().create(task("t1"));
        taken("s1", "w1");
        AgentEvents.Kept one =
                new AgentEvents.Kept(1, NOW, Told.Source.AGENT, "{\"type\":\"thinking\"}", "{\"call_id\":\"c\"}");
        AgentEvents.Kept two = new AgentEvents.Kept(2, NOW, Told.Source.WORKER, "{}", null);

        agents.tasks()
                .change(
                        "t1",
                        work -> Step.heard(
                                new Work(work.task(), of(work).heard(new KeptRun.Heard(2, 21), NOW.plusSeconds(9))),
                                List.of(one, two),
                                ""));

        assertThat(agents.events().after("s1", 0, 10)).containsExactly(one, two);
        assertThat(agents.events().after("s1", 1, 10)).containsExactly(two);
        assertThat(agents.tasks().run("s1").orElseThrow().heard()).isEqualTo(new KeptRun.Heard(2, 21));
    }

    private void ended(String task, KeptRun.Patch state, @Nullable String patch) {
        agents.tasks().change(task, work -> {
            KeptRun.Outcome outcome = new KeptRun.Outcome(null, null, 0, null, null, null, 0, null, state);
            KeptRun over = of(work).told(KeptRun.State.SUCCEEDED, outcome, new KeptRun.Times(NOW, null, NOW, NOW));
            return Step.to(new Work(work.task(), over), "").withPatch(patch);
        });
    }

    @Test
    void aPatchIsKeptWholeApartFromItsRun() {
        agents.tasks().create(task("t1"));
        agents.tasks().create(task("t2"));
        taken("s1", "w1");
        taken("s2", "w1");
        String patch = ("+" + "\uD83C\uDFA8").repeat(700_001) + "\n";

        ended("t1", KeptRun.Patch.KEPT, patch);
        ended("t2", KeptRun.Patch.NO_CHANGES, null);

        assertThat(agents.tasks().run("s1").orElseThrow().outcome().patch()).isEqualTo(KeptRun.Patch.KEPT);
        assertThat(agents.tasks().patch("s1").orElseThrow().equals(patch)).isTrue();
        assertThat(agents.tasks().run("s2").orElseThrow().outcome().patch()).isEqualTo(KeptRun.Patch.NO_CHANGES);
        assertThat(agents.tasks().patch("s2")).isEmpty();
        assertThat(agents.tasks().patch("nobody")).isEmpty();
    }

    private void asked(String id, String session) {
        agents.questions()
                .add(new AgentQuestions.Kept(
                        new Question(
                                id,
                                "t1",
                                session,
                                "which?",
                                Question.Type.SELECT,
                                List.of("A", "B"),
                                Question.Status.PENDING,
                                null,
                                NOW,
                                null),
                        "w1",
                        null));
    }

    @Test
    void aQuestionIsAnsweredOnce() {
        agents.tasks().create(task("t1"));
        taken("s1", "w1");
        asked("q1", "s1");

        assertThat(agents.questions().list(Question.Status.PENDING, 10)).hasSize(1);
        assertThat(agents.questions().answer("q1", "sealed", NOW)).isTrue();
        assertThat(agents.questions().answer("q1", "other", NOW)).isFalse();
        assertThat(agents.questions().close("q1", Question.Status.TIMEOUT, NOW)).isFalse();

        AgentQuestions.Kept kept = agents.questions().find("q1").orElseThrow();
        assertThat(kept.sealed()).isEqualTo("sealed");
        assertThat(kept.question().options()).containsExactly("A", "B");
        assertThat(agents.questions().answered("w1")).hasSize(1);
        assertThat(agents.questions().answered("w2")).isEmpty();
    }

    @Test
    void whenARunIsOverItsQuestionsAreAndAnswersAreGone() {
        agents.tasks().create(task("t1"));
        taken("s1", "w1");
        asked("q1", "s1");
        asked("q2", "s1");
        agents.questions().answer("q1", "sealed", NOW);

        agents.tasks()
                .change(
                        "t1",
                        work -> Step.to(
                                new Work(
                                        work.task(),
                                        of(work).told(
                                                        KeptRun.State.FAILED,
                                                        KeptRun.Outcome.NONE,
                                                        new KeptRun.Times(NOW, null, NOW, NOW))),
                                ""));

        assertThat(agents.questions().find("q1").orElseThrow().sealed()).isNull();
        assertThat(agents.questions().find("q2").orElseThrow().question().status())
                .isEqualTo(Question.Status.CANCELLED);
        assertThat(agents.questions().answered("w1")).isEmpty();
    }

    @Test
    void aTaskThatGoesTakesAllWithItAndItsWorkersAreToldAFewTimes() {
        agents.tasks().create(task("t1"));
        taken("s1", "w1");
        asked("q1", "s1");
        ended("t1", KeptRun.Patch.KEPT, "+x\n");

        agents.tasks().change("t1", work -> Step.to(work, Ending.GONE, ""));

        assertThat(agents.tasks().find("t1")).isEmpty();
        assertThat(agents.tasks().run("s1")).isEmpty();
        assertThat(agents.questions().find("q1")).isEmpty();
        assertThat(agents.tasks().patch("s1")).isEmpty();
        assertThat(agents.hosts().cleanups("w2")).isEmpty();
        for (int i = 0; i < 3; i++) {
            assertThat(agents.hosts().cleanups("w1")).containsExactly("t1");
        }
        assertThat(agents.hosts().cleanups("w1")).isEmpty();
    }

    private void rests(String id, UnitTask.Status status, KeptTask.@Nullable Trouble trouble, Instant since) {
        agents.tasks().create(task(id));
        KeptTask.Standing standing = new KeptTask.Standing(status, Phase.RESTING, 0, 0, null, null, trouble, null);
        agents.tasks().change(id, work -> Step.to(new Work(work.task().with(standing, since), null), ""));
    }

    @Test
    void whatIsFinishedForLongIsFound() {
        KeptTask.Trouble cancelled = new KeptTask.Trouble("TASK_CANCELLED", "cancelled");
        KeptTask.Trouble crashed = new KeptTask.Trouble("AGENT_CRASHED", "broke");
        Instant longAgo = NOW.minusSeconds(100);
        rests("done", UnitTask.Status.DONE, null, longAgo);
        rests("just-done", UnitTask.Status.DONE, null, NOW);
        rests("rejected", UnitTask.Status.REJECTED, crashed, longAgo);
        rests("cancelled", UnitTask.Status.IN_PROGRESS, cancelled, longAgo);
        rests("failed", UnitTask.Status.IN_PROGRESS, crashed, longAgo);
        rests("in-review", UnitTask.Status.IN_REVIEW, null, longAgo);
        rests("approved", UnitTask.Status.APPROVED, null, longAgo);
        agents.tasks().create(task("waiting"));

        assertThat(agents.tasks().finished(NOW, 10)).containsExactly("done", "rejected", "cancelled");
        assertThat(agents.tasks().finished(NOW, 1)).containsExactly("done");
        assertThat(agents.tasks().finished(longAgo, 10)).isEmpty();
    }

    @Test
    void workersRegisterBeatAndGo() {
        Host host = new Host("w1", "rig", "i1", "0.1", List.of("claude_code"), 2, NOW);
        agents.hosts().register(host);
        agents.hosts().register(host);

        assertThat(agents.hosts().beat("w1", NOW.plusSeconds(5))).isTrue();
        assertThat(agents.hosts().all()).singleElement().satisfies(kept -> {
            assertThat(kept.agents()).containsExactly("claude_code");
            assertThat(kept.lastBeat()).isEqualTo(NOW.plusSeconds(5));
        });
        assertThat(agents.hosts().unregister("w1")).isTrue();
        assertThat(agents.hosts().beat("w1", NOW)).isFalse();
    }

    @Test
    void secretsAreReplacedByScopeAndName() {
        agents.secrets().put(new Sealed("", "KEY", "one", NOW, "admin"));
        agents.secrets().put(new Sealed("", "KEY", "two", NOW, "admin"));
        agents.secrets().put(new Sealed("/srv/git/demo.git", "KEY", "three", NOW, "admin"));

        assertThat(agents.secrets().all()).extracting(Sealed::text).containsExactly("two", "three");
        assertThat(agents.secrets().remove("", "KEY")).isTrue();
        assertThat(agents.secrets().remove("", "KEY")).isFalse();
    }

    @Test
    void listsAreNewestFirstAndByStatus() {
        agents.tasks().create(task("t1"));
        agents.tasks().create(task("t2"));

        List<KeptTask> page = agents.tasks().list(null, Long.MAX_VALUE, 1);
        assertThat(page).extracting(KeptTask::id).containsExactly("t2");
        assertThat(agents.tasks().list(null, page.get(0).seq(), 10))
                .extracting(KeptTask::id)
                .containsExactly("t1");
        assertThat(agents.tasks().list(UnitTask.Status.DONE, Long.MAX_VALUE, 10))
                .isEmpty();
    }
}
