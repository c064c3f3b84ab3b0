package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.itests.JobHistory.Event;
import dev.atelier.itests.JobHistory.What;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobAuditTest {
    private final List<Event> history = new ArrayList<>();
    private long second;

    @Test
    void ordinaryLivesAreFineWhateverWasLostOnTheWay() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED, What.STORED);
        saw(What.FOUND, "a#1");

        assertThat(audited(row("done", 0, "a#1"))).isEmpty();

        history.clear();
        saw(What.ORDERED, "o1");
        attempt("a#1", What.GIVEN_UP);
        attempt("b#1", What.REPORTED, What.GIVEN_UP);
        attempt("a#2", What.REPORTED, What.STORED);

        assertThat(audited(row("done", 1, "a#2"))).isEmpty();
    }

    @Test
    void aResultNobodyWasThankedForCountsAllTheSame() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED, What.GIVEN_UP);

        assertThat(audited(row("done", 0, "a#1"))).isEmpty();
        assertThat(audited(row("done", 0, "a real worker"))).isEmpty();
    }

    @Test
    void aJobThatWasTriedOftenEnoughMayHaveFailed() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.GIVEN_UP);

        assertThat(audited(row("failed", 3, ""))).isEmpty();
        assertThat(audited(row("failed", 1, ""))).singleElement().asString().startsWith("j failed after 1 attempts");
        assertThat(audited(row("done", 4, "a#1"))).singleElement().asString().startsWith("j was tried 4 times");
    }

    @Test
    void anAcknowledgedJobThatIsNotInTheBooksIsLost() {
        saw(What.ORDERED, "o1");

        assertThat(JobAudit.findings(history, List.of(), 3)).containsExactly("j is lost: 0 ms ORDERED o1");
    }

    @Test
    void aJobThatDoesNotEndIsStuck() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.GIVEN_UP);

        for (String status : List.of("queued", "claimed", "pending")) {
            assertThat(audited(row(status, 1, "")))
                    .singleElement()
                    .asString()
                    .startsWith("j is stuck and still " + status);
        }
    }

    @Test
    void aJobStoredForTwoAttemptsWasDoneTwice() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED);
        attempt("b#1", What.REPORTED, What.STORED);
        saw(What.STORED, "a#1");

        assertThat(audited(row("done", 0, "b#1"))).singleElement().asString().startsWith("j was done twice");
    }

    @Test
    void aResultThatChangesWasOverwritten() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED, What.GIVEN_UP);
        saw(What.FOUND, "a#1");
        attempt("b#1", What.REPORTED, What.GIVEN_UP);

        assertThat(audited(row("done", 0, "b#1")))
                .singleElement()
                .asString()
                .startsWith("j has had several results [a#1, b#1]");
    }

    @Test
    void aResultTheWorkerWasThankedForIsTheOneThatIsKept() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED, What.GIVEN_UP);
        attempt("b#1", What.REPORTED, What.STORED);

        assertThat(audited(row("done", 0, "a#1"))).singleElement().asString().startsWith("j keeps the result of a#1");
        assertThat(audited(row("done", 0, ""))).anyMatch(finding -> finding.startsWith("j is done without a result"));
        assertThat(audited(row("queued", 0, ""))).anyMatch(finding -> finding.startsWith("j has lost its result"));
    }

    @Test
    void aJobIsWithOneWorkerAtATime() {
        saw(What.ORDERED, "o1");
        saw(What.OFFERED, "a#1");
        saw(What.OFFERED, "b#1");
        second += 3;
        saw(What.REPORTED, "a#1");
        saw(What.GIVEN_UP, "b#1");

        assertThat(audited(row("done", 0, "a#1")))
                .singleElement()
                .asString()
                .startsWith("j was offered while a#1 had it");
    }

    @Test
    void theEndOfASessionMayReachTheWorkerAfterTheJobHasReachedTheNext() {
        saw(What.ORDERED, "o1");
        saw(What.OFFERED, "a#1");
        saw(What.OFFERED, "b#1");
        saw(What.GIVEN_UP, "a#1");
        saw(What.REPORTED, "b#1");

        assertThat(audited(row("done", 1, "b#1"))).isEmpty();
    }

    @Test
    void aJobThatIsDoneIsNotOfferedAgain() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED, What.STORED);
        attempt("b#1", What.GIVEN_UP);

        assertThat(audited(row("done", 0, "a#1")))
                .singleElement()
                .asString()
                .startsWith("j was offered after it was done");
    }

    @Test
    void anOrderThatWasRepeatedIsOneJob() {
        saw(What.ORDERED, "o1");
        attempt("a#1", What.REPORTED, What.STORED);

        assertThat(JobAudit.findings(
                        history, List.of(row("done", 0, "a#1"), new JobAudit.Row("k", "o1", "done", 0, "a#2")), 3))
                .containsExactly("order o1 became several jobs: [j, k]");
    }

    private static JobAudit.Row row(String status, int attempts, String result) {
        return new JobAudit.Row("j", "o1", status, attempts, result);
    }

    private List<String> audited(JobAudit.Row row) {
        return JobAudit.findings(history, List.of(row), 3);
    }

    private void attempt(String by, What... whats) {
        saw(What.OFFERED, by);
        for (What what : whats) {
            saw(what, by);
        }
    }

    /** One a millisecond, but for the seconds that are let pass. */
    private void saw(What what, String by) {
        long nanos = TimeUnit.SECONDS.toNanos(second) + TimeUnit.MILLISECONDS.toNanos(history.size());
        history.add(new Event(nanos, what, "j", by));
    }
}
