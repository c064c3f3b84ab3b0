package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.StoredJob.Status;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobReportsTest {
    private final World world = new World().start();

    @Test
    void aResultIsStoredAcknowledgedAndFollowedByTheNextOffer() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.submit("two");

        worker.accept("one").complete("one");
        world.turn();

        assertThat(world.job("one").status()).isEqualTo(Status.DONE);
        assertThat(world.job("one").resultType()).isEqualTo("application/json");
        assertThat(world.job("one").prompt()).isEqualTo("hi");
        assertThat(world.results.kept).containsValue("{\"text\":\"ok\"}");
        assertThat(worker.types()).containsExactly("welcome", "offer", "completeAck", "offer");
        assertThat(worker.offers()).containsExactly("one", "two");
    }

    @Test
    void anAcceptedJobHasStarted() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        assertThat(world.job("one").startedAt()).isNull();

        worker.accept("one");
        world.turn();

        assertThat(world.job("one").startedAt()).isNotNull();
    }

    static Stream<Arguments> transientRejects() {
        return Stream.of(
                Arguments.of("no time", RejectCode.BUSY),
                Arguments.of("no", RejectCode.PAUSED),
                Arguments.of("worker is already busy", null),
                Arguments.of("Worker paused by operator", null),
                Arguments.of("worker already has an in-flight job", null));
    }

    @ParameterizedTest
    @MethodSource("transientRejects")
    void aTransientRejectCostsNothingAndIsNotOfferedUntilSomebodyAsks(String reason, @Nullable RejectCode code) {
        FakeWorker first = world.online("w-1");
        FakeWorker second = world.online("w-2");
        world.submit("one");

        first.reject("one", reason, code);
        world.loop.pass(Duration.ofSeconds(4));

        assertThat(world.job("one").status()).isEqualTo(Status.QUEUED);
        assertThat(world.job("one").attempts()).isZero();
        assertThat(world.job("one").claimedBy()).isNull();
        assertThat(second.offers()).isEmpty();
        assertThat(first.offers()).hasSize(1);

        second.heartbeat();
        world.turn();
        assertThat(second.offers()).containsExactly("one");
    }

    @Test
    void anotherRejectCountsAndGoesToAnotherWorkerNotToTheOneThatRefused() {
        FakeWorker first = world.online("w-1");
        FakeWorker second = world.online("w-2");
        world.submit("one");

        first.reject("one", "disk is full", null);
        world.turn();
        first.heartbeat();
        world.turn();

        assertThat(second.offers()).containsExactly("one");
        assertThat(first.offers()).hasSize(1);
        assertThat(world.job("one").attempts()).isEqualTo(1);
    }

    @Test
    void aRefusedJobWaitsForAnotherWorkerAndSaysSo() {
        FakeWorker only = world.online("w-1");
        world.submit("one");

        only.reject("one", "disk is full", null).heartbeat();
        world.turn();

        assertThat(only.offers()).hasSize(1);
        FakeWorker other = world.online("w-2");
        assertThat(other.offers()).containsExactly("one");
    }

    @Test
    void aRetryableFailureIsTriedThreeTimesInAll() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");

        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(worker.offers()).hasSize(attempt);
            worker.accept("one").fail("one", true);
            world.turn();
            assertThat(world.job("one").attempts()).isEqualTo(attempt);
        }

        assertThat(world.job("one").status()).isEqualTo(Status.FAILED);
        assertThat(world.job("one").lastError()).isEqualTo("broken");
        assertThat(worker.types()).filteredOn("failAck"::equals).hasSize(3);
    }

    @Test
    void aFinalFailureEndsTheJobAtOnceAndFreesTheWorker() {
        FakeWorker worker = world.online("w-1");
        world.submit("bad");
        world.submit("next");

        worker.fail("bad", false);
        world.turn();

        assertThat(world.job("bad").status()).isEqualTo(Status.FAILED);
        assertThat(world.job("bad").attempts()).isZero();
        assertThat(worker.offers()).containsExactly("bad", "next");
    }

    @Test
    void aLostSessionCostsAnAttemptAndTheJobGoesToAnotherAtOnce() {
        FakeWorker first = world.online("w-1");
        FakeWorker second = world.online("w-2");
        world.submit("one");
        first.accept("one");

        first.seat.closed();
        world.turn();

        assertThat(second.offers()).containsExactly("one");
        assertThat(world.job("one").attempts()).isEqualTo(1);
    }

    @Test
    void reportsOnAJobNeverHeldAreAnOffence() {
        FakeWorker holder = world.online("w-1");
        world.submit("one");
        String claim = world.job("one").claim();

        for (WorkerFrame frame : new WorkerFrame[] {
            new WorkerFrame.Accept("one"),
            new WorkerFrame.CompleteJson("one", "{}", null),
            new WorkerFrame.Fail("one", "x", true)
        }) {
            FakeWorker other = world.online("w-2");
            other.say(frame);
            world.turn();
            assertThat(other.errors()).containsExactly("protocol_violation");
            assertThat(other.closed).isEqualTo(4002);
        }
        FakeWorker rejecting = world.online("w-2").reject("one", "no", null);
        world.turn();

        assertThat(rejecting.closed).isZero();
        assertThat(world.job("one").claim()).isEqualTo(claim);
        assertThat(holder.closed).isZero();
    }

    @Test
    void aCancelledJobKeepsItsWorkerBusyUntilTheReportWhichIsDropped() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.submit("two");
        worker.accept("one");
        world.turn();

        var cancelled = world.dispatch.queue().cancel("one");
        world.turn();
        worker.heartbeat("one");
        world.turn();

        assertThat(cancelled.join().status()).isEqualTo(Status.CANCELLED);
        assertThat(worker.offers()).containsExactly("one");

        worker.complete("one");
        world.turn();
        assertThat(world.job("one").status()).isEqualTo(Status.CANCELLED);
        assertThat(world.results.kept).isEmpty();
        assertThat(worker.types()).contains("completeAck");
        assertThat(worker.offers()).containsExactly("one", "two");
        assertThat(worker.closed).isZero();
        assertThat(world.dispatch.tally().of("stale_report")).isEqualTo(1);
    }

    @Test
    void aResultBeatenByACancelLeavesNothingBehind() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.jobs.heldBack = true;
        var cancelled = world.dispatch.queue().cancel("one");

        worker.complete("one");
        world.turn();
        while (world.jobs.commitOne()) {
            world.turn();
        }

        assertThat(cancelled.join().status()).isEqualTo(Status.CANCELLED);
        assertThat(world.results.kept).isEmpty();
        assertThat(worker.types()).contains("completeAck");
        assertThat(worker.closed).isZero();
    }

    @Test
    void aResultIsTriedUntilTheStoreTakesIt() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.results.failing = true;

        worker.complete("one");
        world.loop.pass(Duration.ofSeconds(3));
        assertThat(worker.types()).doesNotContain("completeAck");

        world.results.failing = false;
        world.loop.pass(Duration.ofSeconds(5));
        assertThat(world.job("one").status()).isEqualTo(Status.DONE);
        assertThat(worker.types()).contains("completeAck");
    }

    @Test
    void aJobWhoseRowCannotBeOfferedFailsForGood() {
        FakeWorker worker = world.online("w-1");
        var bad = Samples.job("bad");
        world.submit(new dev.atelier.studio.store.api.NewJob(
                "bad", "g", "a", "model", bad.kind(), "{\"kind\":\"llm\"}", Samples.SOURCE, 1, 0, null, false, null));
        world.submit("good");

        assertThat(world.job("bad").status()).isEqualTo(Status.FAILED);
        assertThat(world.job("bad").lastError()).contains("task.messages is missing");
        assertThat(worker.offers()).containsExactly("good");
    }

    @Test
    void twoReportsOnOneJobAreBothAnswered() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.jobs.heldBack = true;

        worker.complete("one").fail("one", true).accept("one");
        world.turn();
        while (world.jobs.commitOne()) {
            world.turn();
        }

        assertThat(world.job("one").status()).isEqualTo(Status.DONE);
        assertThat(worker.types()).containsSubsequence("completeAck", "failAck");
        assertThat(worker.closed).isZero();
    }
}
