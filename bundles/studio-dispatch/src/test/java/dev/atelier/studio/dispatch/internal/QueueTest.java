package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.dispatch.api.Queue.Failed;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QueueTest {
    private final World world = new World().start();
    private final Queue queue = world.dispatch.queue();

    @Test
    void anIdleWorkerIsOfferedANewJobWithoutAHeartbeat() {
        FakeWorker worker = world.online("w-1");

        world.submit("one");

        assertThat(worker.offers()).containsExactly("one");
        assertThat(world.job("one").status()).isEqualTo(Status.CLAIMED);
        assertThat(world.job("one").claimedBy()).isEqualTo("w-1");
    }

    @Test
    void theEarliestConnectedGoesFirst() {
        List<FakeWorker> workers = List.of(world.online("w-3"), world.online("w-1"), world.online("w-2"));

        world.submit("one");
        world.submit("two");
        world.submit("three");

        assertThat(workers)
                .extracting(FakeWorker::offers)
                .containsExactly(List.of("one"), List.of("two"), List.of("three"));
    }

    @Test
    void aNewJobAsksSeveralWorkersWhenAnOlderOneHasItsTurnFirst() {
        FakeWorker first = world.online("w-1");
        FakeWorker second = world.online("w-2");
        world.submit("old");
        first.reject("old", "busy", dev.atelier.wire.api.RejectCode.BUSY);
        world.turn();

        world.submit("new");

        assertThat(first.lastOffer()).isEqualTo("old");
        assertThat(second.offers()).containsExactly("new");
    }

    @Test
    void positionsCountWhoIsAhead() {
        assertThat(world.submitted(Samples.job("one")).join().position()).isZero();
        assertThat(world.submitted(Samples.job("two")).join().position()).isEqualTo(1);
        assertThat(queue.queued()).isEqualTo(2);
    }

    @Test
    void aFullQueueTurnsJobsAwayUntilOneHasEnded() throws Exception {
        world.settings =
                new DispatchSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5), 2, 3, 10);
        world.submit("one");
        world.submit("two");

        assertThatThrownBy(() -> queue.submit(Samples.job("three"))).isInstanceOf(Queue.QueueFull.class);
        assertThat(world.jobs.rows).doesNotContainKey("three");

        queue.cancel("one").cancel(false);
        world.turn();
        world.submit("three");
    }

    @Test
    void aJobKnownByItsKeyTakesNoSecondPlace() {
        NewJob keyed = keyed("one");
        world.submit(keyed);

        Queue.Submitted again = world.submitted(keyed("two")).join();

        assertThat(again.fresh()).isFalse();
        assertThat(again.job().id()).isEqualTo("one");
        assertThat(queue.queued()).isEqualTo(1);
    }

    private static NewJob keyed(String id) {
        return new NewJob(id, "g", "a", "model", Kind.LLM, Samples.TASK, Samples.SOURCE, 1, 0, null, false, "order-66");
    }

    @Test
    void aJobTheStoreDidNotTakeIsNobodys() throws Exception {
        world.jobs.failing = true;
        CompletableFuture<Queue.Submitted> submitted = queue.submit(Samples.job("one"));
        world.turn();

        assertThat(submitted).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(StoreFailure.class);
        assertThat(queue.queued()).isZero();
    }

    @Test
    void aStoreThatCannotClaimLeavesTheJobToTheNextHeartbeat() {
        world.submit("one");
        world.jobs.failing = true;
        FakeWorker worker = world.online("w-1");
        assertThat(worker.offers()).isEmpty();

        world.jobs.failing = false;
        worker.heartbeat();
        world.turn();

        assertThat(worker.offers()).containsExactly("one");
    }

    @Test
    void cancelTakesAJobOutOfTheLineAndOnlyOnce() {
        world.submit("one");

        CompletableFuture<StoredJob> first = queue.cancel("one");
        CompletableFuture<StoredJob> second = queue.cancel("one");
        CompletableFuture<StoredJob> unknown = queue.cancel("nobody");
        world.turn();

        assertThat(first.join().status()).isEqualTo(Status.CANCELLED);
        assertThat(second).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(Queue.WrongState.class);
        assertThat(unknown).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(Queue.UnknownJob.class);
        assertThat(world.online("w-1").offers()).isEmpty();
    }

    @Test
    void aCancelThatMeetsAClaimUnderWayMeansNoOffer() {
        FakeWorker worker = world.online("w-1");
        world.jobs.heldBack = true;
        CompletableFuture<Queue.Submitted> submitted = world.submitted(Samples.job("one"));
        world.jobs.commitOne();
        world.turn();
        CompletableFuture<StoredJob> cancelled = queue.cancel("one");
        world.jobs.heldBack = false;
        world.turn();
        while (world.jobs.commitOne()) {
            world.turn();
        }

        assertThat(submitted).isCompleted();
        assertThat(cancelled).isCompleted();
        assertThat(world.job("one").status()).isEqualTo(Status.CANCELLED);
        world.submit("two");
        if (worker.offers().contains("one")) {
            worker.complete("one");
            world.turn();
        }
        assertThat(worker.lastOffer()).isEqualTo("two");
    }

    @Test
    void retryQueuesAnEndedJobAgain() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        CompletableFuture<StoredJob> tooEarly = queue.retry("one", Samples.SOURCE, 1);
        worker.fail("one", false);
        world.turn();

        CompletableFuture<StoredJob> retried = queue.retry("one", Samples.SOURCE, 1);
        world.turn();

        assertThat(tooEarly).isCompletedExceptionally();
        assertThat(retried.join().status()).isEqualTo(Status.QUEUED);
        assertThat(worker.offers()).containsExactly("one", "one");
    }

    @Test
    void aHeldJobWaitsForItsPromotion() {
        FakeWorker worker = world.online("w-1");
        world.submit(
                new NewJob("one", "g", "a", "model", Kind.LLM, Samples.TASK, Samples.SOURCE, 1, 0, null, true, null));
        assertThat(worker.offers()).isEmpty();

        CompletableFuture<StoredJob> promoted = queue.promote("one", Samples.SOURCE, 1);
        world.turn();

        assertThat(promoted).isCompleted();
        assertThat(worker.offers()).containsExactly("one");
    }

    @Test
    void whoWaitsForAnEndIsToldOnce() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        CompletableFuture<StoredJob> before = queue.ended("one");
        CompletableFuture<StoredJob> unknown = queue.ended("nobody");
        world.turn();
        assertThat(before).isNotDone();

        worker.complete("one");
        world.turn();
        CompletableFuture<StoredJob> after = queue.ended("one");
        world.turn();

        assertThat(before.join().status()).isEqualTo(Status.DONE);
        assertThat(after.join().status()).isEqualTo(Status.DONE);
        assertThat(unknown).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(Queue.UnknownJob.class);
    }

    @Test
    void whyNamesEachConditionThatFails() {
        FakeWorker paused = world.online("w-1");
        paused.capabilities = Samples.capabilities(12, false, false, null, List.of(Kind.LLM), Map.of());
        paused.heartbeat();
        world.workers.add("w-away");
        world.submit(Samples.job("one", 0, null, 4));
        world.submit(Samples.job("two", 0, null, 4));

        Queue.Why first = why("one");
        Queue.Why second = why("two");

        assertThat(first.position()).isZero();
        assertThat(second.position()).isEqualTo(1);
        assertThat(first.etaSeconds()).isNull();
        assertThat(first.workers()).extracting(Queue.Standing::workerId).containsExactly("w-1", "w-away");
        assertThat(first.workers().get(0).failed())
                .extracting(Failed::predicate)
                .containsExactly("auto_enabled");
        assertThat(first.workers().get(1).failed())
                .extracting(Failed::predicate)
                .containsExactly("connected");
        assertThat(queue.why("nobody")).isEmpty();
    }

    private Queue.Why why(String jobId) {
        CompletableFuture<Optional<Queue.Why>> asked = CompletableFuture.supplyAsync(() -> queue.why(jobId), task -> {
            Thread person = dev.atelier.common.api.Threads.named("person").newThread(task);
            person.start();
        });
        while (!asked.isDone()) {
            world.turn();
            Thread.onSpinWait();
        }
        return asked.join().orElseThrow();
    }

    @Test
    void whatNobodyHereCouldEverDoIsSaidInOneSentence() {
        assertThat(queue.unservable("m", Kind.LLM, "llama-cpp", 4)).contains("no worker is connected");
        FakeWorker worker = world.online("w-1");
        worker.capabilities = Samples.capabilities(
                12, false, false, null, List.of(Kind.LLM), Map.of(Kind.LLM, List.of("llama-cpp:*")));
        worker.heartbeat();
        world.turn();

        assertThat(queue.unservable("m", Kind.LLM, "llama-cpp", 12)).isEmpty();
        assertThat(queue.unservable("m", Kind.IMAGE, "sd-cpp", 1)).contains("no connected worker serves image");
        assertThat(queue.unservable("m", Kind.LLM, "onnx", 1))
                .contains("no connected worker serves llm with engine onnx");
        assertThat(queue.unservable("m", Kind.LLM, "llama-cpp", 24))
                .contains("the job needs 24 GB and the largest connected worker takes 12 GB");
    }

    @Test
    void aWorkerTheOperatorDisabledIsOfferedNothing() {
        FakeWorker worker = world.online("w-1");
        world.workers.enable("w-1", false);
        world.dispatch.sessions().changed("w-1");
        world.turn();
        world.submit("one");
        assertThat(worker.offers()).isEmpty();

        world.workers.enable("w-1", true);
        world.dispatch.sessions().changed("w-1");
        world.turn();

        assertThat(worker.offers()).containsExactly("one");
    }

    @Test
    void watchersAreToldOfJobsAndWorkers() {
        world.online("w-1");
        world.submit("one");

        world.loop.pass(Duration.ofMillis(60));

        assertThat(world.hub.published)
                .contains("workers {\"workerId\":\"w-1\"}", "jobs {\"jobId\":\"one\",\"status\":\"claimed\"}");
    }

    @Test
    void inputsAreFetchedWhereTheWorkerReachedTheStudio() {
        FakeWorker worker = world.online("w-1");
        worker.capabilities = Samples.capabilities(12, true, false, null, List.of(Kind.AUDIO_STT), Map.of());
        worker.heartbeat();
        world.submit(new NewJob(
                "one",
                "g",
                "a",
                "whisper",
                Kind.AUDIO_STT,
                "{\"kind\":\"audio_stt\",\"inputUrl\":\"/graphics/api/inputs/abc\"}",
                Samples.SOURCE,
                1,
                0,
                null,
                false,
                null));

        assertThat(worker.heard)
                .filteredOn(frame -> frame.path("type").asText().equals("offer"))
                .extracting(frame ->
                        frame.path("claim").path("task").path("inputUrl").asText())
                .containsExactly("http://127.0.0.1:4780/graphics/api/inputs/abc");
    }
}
