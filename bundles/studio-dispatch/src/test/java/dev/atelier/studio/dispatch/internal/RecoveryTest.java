package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import dev.atelier.wire.api.RejectCode;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private final World world = new World().start();

    @Test
    void waitingJobsAreThereAfterARestartInTheirOrder() {
        for (int i = 0; i < 2_500; i++) {
            world.submit("job-" + i);
        }

        world.restart();
        FakeWorker worker = world.online("w-1");
        worker.complete("job-0");
        world.turn();

        assertThat(world.dispatch.loaded()).isTrue();
        assertThat(world.dispatch.queue().queued()).isEqualTo(2_498);
        assertThat(worker.offers()).containsExactly("job-0", "job-1");
    }

    @Test
    void anOrphanIsQueuedAgainOnceItIsOldEnoughAtNoCost() {
        world.online("w-1");
        world.submit("one");
        world.results.kept.put("one " + world.job("one").claim(), "published before the process ended");
        world.restart();
        FakeWorker back = world.online("w-1");

        for (int i = 0; i < 28; i++) {
            back.heartbeat();
            world.loop.pass(Duration.ofSeconds(10));
        }
        assertThat(back.offers()).isEmpty();
        for (int i = 0; i < 4; i++) {
            back.heartbeat();
            world.loop.pass(Duration.ofSeconds(10));
        }

        assertThat(back.offers()).containsExactly("one");
        assertThat(world.job("one").attempts()).isZero();
        assertThat(world.results.kept).isEmpty();
    }

    @Test
    void aJobItsWorkerStillRunsAfterARestartIsNoOrphan() {
        world.online("w-1");
        world.submit("one");
        world.restart();
        FakeWorker back = world.online("w-1");

        for (int i = 0; i < 60; i++) {
            back.heartbeat("one");
            world.loop.pass(Duration.ofSeconds(10));
        }

        assertThat(world.job("one").status()).isEqualTo(Status.CLAIMED);
        assertThat(back.offers()).isEmpty();
    }

    @Test
    void aStudioThatWasAwayForLongLetsItsWorkersComeBackFirst() {
        world.online("w-1");
        world.submit("one");
        String claim = world.job("one").claim();
        world.loop.stall(Duration.ofMinutes(20));
        world.restart();

        world.loop.pass(Duration.ofSeconds(5));
        FakeWorker back = world.online("w-1").heartbeat("one");
        world.loop.pass(Duration.ofSeconds(20));
        back.heartbeat("one");
        world.loop.pass(Duration.ofSeconds(20));

        assertThat(world.job("one").claim()).isEqualTo(claim);
        assertThat(back.offers()).isEmpty();
        back.seat.closed();
        world.loop.pass(Duration.ofSeconds(60));
        assertThat(world.job("one").status()).isEqualTo(Status.QUEUED);
    }

    @Test
    void aRowReadBeforeAJobWasGivenBackDoesNotTakeItOutOfTheLine() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.jobs.onceRead = () -> {
            world.jobs.onceRead = () -> {};
            worker.reject("one", "busy", RejectCode.BUSY);
            world.turn();
        };

        world.jobs.others("one");
        world.turn();
        world.loop.pass(Duration.ofSeconds(1));

        assertThat(world.dispatch.queue().queued()).isEqualTo(1);
        worker.heartbeat();
        world.turn();
        assertThat(worker.offers()).containsExactly("one", "one");
    }

    @Test
    void aRowReadWhileAJobIsGivenBackDoesNotKeepItOutOfTheLine() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.jobs.toldLater = true;
        worker.reject("one", "busy", RejectCode.BUSY);
        world.turn();

        world.jobs.others("one");
        world.turn();
        world.jobs.commitOne();
        world.loop.pass(Duration.ofSeconds(1));

        assertThat(world.dispatch.queue().queued()).isEqualTo(1);
    }

    @Test
    void aJobHeldThroughAnotherProcessIsNoOrphanWhileItsWorkerIsHeardOf() {
        elsewhere("one", "w-other");

        for (int i = 0; i < 40; i++) {
            world.workers.put("w-other", true, world.loop.now());
            world.loop.pass(Duration.ofSeconds(10));
        }
        assertThat(world.job("one").status()).isEqualTo(Status.CLAIMED);

        world.loop.pass(Duration.ofSeconds(50));
        assertThat(world.job("one").status()).isEqualTo(Status.QUEUED);
    }

    private void elsewhere(String jobId, String workerId) {
        StoredJob row = Samples.stored(Samples.job(jobId), 1_000);
        world.jobs.rows.put(
                jobId, Samples.with(row, Status.CLAIMED, 0, workerId, "claim-of-others", world.loop.now(), null, null));
    }

    @Test
    void jobsOfOtherProcessesComeIntoTheLineAndGo() {
        world.jobs.rows.put("one", Samples.stored(Samples.job("one"), 1));
        world.jobs.rows.put("two", Samples.stored(Samples.job("two"), 2));
        world.jobs.others("one");
        world.jobs.others("two");
        world.turn();
        assertThat(world.dispatch.queue().queued()).isEqualTo(2);

        elsewhere("one", "w-other");
        world.jobs.others("one");
        world.turn();

        assertThat(world.dispatch.queue().queued()).isEqualTo(1);
        assertThat(world.online("w-1").offers()).containsExactly("two");
    }

    @Test
    void aLostRaceMeansNoOfferAndTheNextJob() {
        world.submit("one");
        world.submit("two");
        elsewhere("one", "w-other");

        FakeWorker worker = world.online("w-1");

        assertThat(worker.offers()).containsExactly("two");
        assertThat(world.dispatch.queue().queued()).isZero();
    }

    @Test
    void afterMissedNewsEverythingIsReadAgain() {
        world.submit("gone");
        world.submit("stays");
        world.jobs.rows.put("new", Samples.stored(Samples.job("new"), 7));
        elsewhere("gone", "w-other");

        world.jobs.others(null);
        world.turn();

        assertThat(world.dispatch.queue().queued()).isEqualTo(2);
        FakeWorker worker = world.online("w-1");
        assertThat(worker.offers()).containsExactly("stays");
    }

    @Test
    void aResultUploadedThroughAnotherProcessFreesTheWorker() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.submit("two");
        StoredJob row = world.job("one");
        world.jobs.rows.put("one", Samples.done(row, null, "image/png", 5, world.loop.now()));
        var ended = world.dispatch.queue().ended("one");

        world.jobs.others("one");
        world.turn();

        assertThat(ended.join().status()).isEqualTo(Status.DONE);
        assertThat(worker.offers()).containsExactly("one", "two");
    }

    @Test
    void aJobCancelledThroughAnotherProcessKeepsItsWorkerUntilTheReport() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.submit("two");
        StoredJob row = world.job("one");
        world.jobs.rows.put("one", Samples.with(row, Status.CANCELLED, 0, null, null, null, null, null));

        world.jobs.others("one");
        world.turn();
        assertThat(worker.offers()).containsExactly("one");
        worker.complete("one");
        world.turn();

        assertThat(worker.offers()).containsExactly("one", "two");
        assertThat(worker.closed).isZero();
    }

    @Test
    void aWorkerRemovedThroughAnotherProcessIsTurnedOutByTheSweep() {
        FakeWorker worker = world.online("w-1");
        world.workers.delete("w-1");

        world.loop.pass(Duration.ofSeconds(11));

        assertThat(worker.closed).isEqualTo(4004);
    }

    @Test
    void aStopClosesSessionsAndLeavesTheirJobs() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        String claim = Objects.requireNonNull(world.job("one").claim());

        world.loop.post(world.dispatch::close);
        world.turn();
        worker.seat.closed();
        world.turn();

        assertThat(worker.closed).isEqualTo(1000);
        assertThat(worker.errors()).isEmpty();
        assertThat(world.job("one").claim()).isEqualTo(claim);
    }

    @Test
    void aReleaseTheStoreRefusesIsTriedAgain() {
        FakeWorker first = world.online("w-1");
        FakeWorker second = world.online("w-2");
        world.submit("one");
        world.jobs.failing = true;
        first.seat.closed();
        world.loop.pass(Duration.ofSeconds(2));
        assertThat(second.offers()).isEmpty();

        world.jobs.failing = false;
        world.loop.pass(Duration.ofSeconds(6));

        assertThat(second.offers()).containsExactly("one");
    }
}
