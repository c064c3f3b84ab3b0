package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that made a change and could not say so: the disk failed after the commit, or the connection during it. */
class DoubtTest {
    private static final Duration SOON = Duration.ofSeconds(3);

    private final World world = new World().start();

    @Test
    void aClaimGivenBackIsInTheLineAgain() {
        FakeWorker first = world.online("w-1");
        FakeWorker second = world.online("w-2");
        world.submit("one");
        world.jobs.unsure = 1;

        first.seat.closed();
        world.loop.pass(SOON);

        assertThat(second.offers()).containsExactly("one");
        assertThat(world.job("one").attempts()).isEqualTo(1);
    }

    @Test
    void aJobThatFailedForGoodHasEndedForThoseWhoWait() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        var ended = world.dispatch.queue().ended("one");
        world.jobs.unsure = 1;

        worker.fail("one", false);
        world.loop.pass(SOON);

        assertThat(ended).isCompletedWithValueMatching(job -> job.status() == Status.FAILED);
        assertThat(worker.types()).contains("failAck");
    }

    @Test
    void aResultOverTheSessionEndsItsJob() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.submit("two");
        var ended = world.dispatch.queue().ended("one");
        world.jobs.unsure = 1;

        worker.complete("one");
        world.loop.pass(SOON);

        assertThat(ended).isCompletedWithValueMatching(job -> job.status() == Status.DONE);
        assertThat(world.dispatch.tally().of("stale_report")).isZero();
        assertThat(world.results.kept).hasSize(1);
        assertThat(worker.offers()).containsExactly("one", "two");
    }

    @Test
    void anUploadSentOnceMoreIsTakenForWhatItIs(@TempDir Path folder) throws IOException {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.submit("two");
        var ended = world.dispatch.queue().ended("one");
        String claim = Objects.requireNonNull(world.job("one").claim());
        world.jobs.unsure = 1;
        var first = upload(claim, Files.writeString(folder.resolve("first"), "bytes"));
        assertThat(first).isCompletedExceptionally();

        var second = upload(claim, Files.writeString(folder.resolve("second"), "bytes"));

        assertThat(second).isCompletedWithValue(true);
        assertThat(ended).isCompletedWithValueMatching(job -> job.status() == Status.DONE);
        assertThat(worker.offers()).containsExactly("one", "two");
    }

    private java.util.concurrent.CompletableFuture<Boolean> upload(String claim, Path body) {
        var answer = world.dispatch.queue().uploaded("w-1", "one", claim, body, 5, "image/png", null);
        world.turn();
        return answer;
    }

    @Test
    void anInsertedJobIsOffered() throws Exception {
        FakeWorker worker = world.online("w-1");
        world.jobs.unsure = 1;

        var submitted = world.dispatch.queue().submit(Samples.job("one"));
        world.loop.pass(SOON);

        assertThat(submitted).isCompletedExceptionally();
        assertThat(worker.offers()).containsExactly("one");
    }

    @Test
    void aJobInsertedBeforeEntersTheLineWhenItIsOrderedOnceMore() {
        NewJob order = new NewJob(
                "one",
                "game",
                "asset",
                "model",
                dev.atelier.engine.api.Kind.LLM,
                Samples.TASK,
                Samples.SOURCE,
                1,
                0,
                null,
                false,
                "key");
        world.jobs.insert(order).join();

        var submitted = world.submitted(order).join();

        assertThat(submitted.fresh()).isFalse();
        assertThat(world.dispatch.queue().queued()).isEqualTo(1);
        assertThat(world.online("w-1").offers()).containsExactly("one");
    }

    @Test
    void aClaimedJobIsOfferedWithoutWaitingToBeAnOrphan() {
        FakeWorker worker = world.online("w-1");
        world.jobs.unsure = 0;
        world.jobs.heldBack = true;
        var submitted = world.submitted(Samples.job("one"));
        world.jobs.commitOne();
        world.turn();
        world.jobs.unsure = 1;
        world.jobs.commitOne();
        world.jobs.heldBack = false;
        world.loop.pass(SOON);
        worker.heartbeat();
        world.turn();

        assertThat(submitted).isCompleted();
        assertThat(worker.offers()).containsExactly("one");
        assertThat(world.job("one").attempts()).isZero();
    }

    /** The server goes on with a commit whose connection is gone already. */
    @Test
    void aClaimThatIsCommittedLateIsTakenBack() {
        world.submit("one");
        world.jobs.failing = true;
        FakeWorker worker = world.online("w-1");
        String claim = world.jobs.lastClaim;
        world.jobs.failing = false;
        world.jobs.rows.put(
                "one",
                Samples.with(
                        world.job("one"), Status.CLAIMED, 2, "w-1", claim, world.loop.now(), null, "broken before"));

        worker.heartbeat();
        world.turn();
        worker.heartbeat();
        world.turn();

        assertThat(worker.offers()).containsExactly("one");
        assertThat(world.job("one").attempts()).isEqualTo(2);
    }

    @Test
    void aCancelledJobHasEndedForThoseWhoWait() {
        world.submit("one");
        var ended = world.dispatch.queue().ended("one");
        world.jobs.unsure = 1;

        var cancelled = world.dispatch.queue().cancel("one");
        world.loop.pass(SOON);

        assertThat(cancelled).isCompletedExceptionally();
        assertThat(ended).isCompletedWithValueMatching(job -> job.status() == Status.CANCELLED);
        assertThat(world.dispatch.queue().queued()).isZero();
    }

    @Test
    void aRetriedJobIsInTheLine() {
        world.submit("one");
        var cancelled = world.dispatch.queue().cancel("one");
        world.turn();
        assertThat(cancelled).isCompleted();
        world.jobs.unsure = 1;

        var retried = world.dispatch.queue().retry("one", Samples.SOURCE, 1);
        world.loop.pass(SOON);

        assertThat(retried).isCompletedExceptionally();
        assertThat(world.dispatch.queue().queued()).isEqualTo(1);
    }

    @Test
    void unfinishedJobsAreCountedAnew() {
        world.submit("one");
        world.jobs.unsure = 1;
        var cancelled = world.dispatch.queue().cancel("one");

        world.loop.pass(Duration.ofSeconds(11));

        assertThat(cancelled).isCompletedExceptionally();
        world.settings = new DispatchSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5), 1, 3, 1_000);
        world.submit("two");
    }
}
