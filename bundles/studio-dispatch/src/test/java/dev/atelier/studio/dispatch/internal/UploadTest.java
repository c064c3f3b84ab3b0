package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    private final World world = new World().start();
    private final Queue queue = world.dispatch.queue();

    private Path incoming;
    private FakeWorker worker = world.online("w-1");

    @BeforeEach
    void submit(@TempDir Path folder) {
        incoming = folder;
        world.submit("one");
        world.submit("two");
    }

    private Path body(String name) throws IOException {
        return Files.writeString(incoming.resolve(name), name);
    }

    private Optional<String> holds(String workerId, String jobId) {
        CompletableFuture<Optional<String>> answer = queue.holds(workerId, jobId);
        world.turn();
        return answer.join();
    }

    private CompletableFuture<Boolean> upload(String claim, Path body) {
        CompletableFuture<Boolean> answer = queue.uploaded("w-1", "one", claim, body, 5, "image/png", "a golem");
        world.turn();
        return answer;
    }

    @Test
    void anUploadCompletesTheJobAndTheNextFollows() throws IOException {
        worker.accept("one");
        String claim = holds("w-1", "one").orElseThrow();

        assertThat(upload(claim, body("bytes")).join()).isTrue();

        assertThat(world.job("one").status()).isEqualTo(Status.DONE);
        assertThat(world.job("one").resultType()).isEqualTo("image/png");
        assertThat(world.job("one").prompt()).isEqualTo("a golem");
        assertThat(world.results.kept).containsEntry("one " + claim, "bytes");
        assertThat(worker.offers()).containsExactly("one", "two");
        assertThat(worker.types()).doesNotContain("completeAck");
        assertThat(holds("w-1", "one")).isEmpty();
    }

    @Test
    void anUploadMayOvertakeItsAccept() throws IOException {
        assertThat(upload(holds("w-1", "one").orElseThrow(), body("bytes")).join())
                .isTrue();

        worker.accept("one");
        world.turn();

        assertThat(worker.closed).isZero();
        assertThat(world.job("one").status()).isEqualTo(Status.DONE);
    }

    @Test
    void whoDoesNotHoldTheJobMayNotUpload() {
        world.online("w-2");

        assertThat(holds("w-2", "one")).isEmpty();
        assertThat(holds("w-1", "nobody")).isEmpty();
        world.submit("three");
        assertThat(holds("w-1", "three")).isEmpty();
    }

    @Test
    void anUploadUnderAnOldClaimLeavesNothing() throws IOException {
        String claim = holds("w-1", "one").orElseThrow();
        worker.seat.closed();
        world.turn();
        worker = world.online("w-1");
        Path body = body("late");

        assertThat(upload(claim, body).join()).isFalse();

        assertThat(body).doesNotExist();
        assertThat(world.results.kept).isEmpty();
        assertThat(world.job("one").status()).isNotEqualTo(Status.DONE);
    }

    @Test
    void anUploadOfACancelledJobIsRefusedAndTheWorkersWordForItIsDropped() throws IOException {
        String claim = holds("w-1", "one").orElseThrow();
        CompletableFuture<?> cancelled = queue.cancel("one");
        world.turn();

        assertThat(upload(claim, body("late")).join()).isFalse();
        worker.fail("one", true);
        world.turn();

        assertThat(cancelled).isCompleted();
        assertThat(world.job("one").status()).isEqualTo(Status.CANCELLED);
        assertThat(worker.types()).contains("failAck");
        assertThat(worker.offers()).containsExactly("one", "two");
    }

    @Test
    void theSameUploadTwiceGetsTheSameAnswer() throws IOException {
        String claim = holds("w-1", "one").orElseThrow();
        world.jobs.heldBack = true;

        CompletableFuture<Boolean> first = upload(claim, body("first"));
        CompletableFuture<Boolean> second = upload(claim, body("second"));
        world.jobs.commitOne();
        world.turn();

        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
        assertThat(world.results.kept).containsValue("first");
    }

    @Test
    void aStoreThatFailsLeavesTheClaimAndTheWorkerTriesAgain() throws IOException {
        String claim = holds("w-1", "one").orElseThrow();
        world.results.failing = true;

        assertThat(upload(claim, body("first"))).isCompletedExceptionally();
        world.results.failing = false;

        assertThat(holds("w-1", "one")).contains(claim);
        assertThat(upload(claim, body("second")).join()).isTrue();
    }

    @Test
    void aResultTheJobWasNotDoneWithGoesWithTheClaim() throws IOException {
        String claim = holds("w-1", "one").orElseThrow();
        world.jobs.failing = true;
        assertThat(upload(claim, body("bytes"))).isCompletedExceptionally();
        assertThat(world.results.kept).hasSize(1);
        world.jobs.failing = false;

        worker.fail("one", true);
        world.turn();

        assertThat(world.results.kept).isEmpty();
    }

    @Test
    void anUploadAfterARestartStillCounts() throws IOException {
        String claim = holds("w-1", "one").orElseThrow();
        world.restart();
        Queue after = world.dispatch.queue();
        CompletableFuture<Optional<String>> held = after.holds("w-1", "one");
        world.turn();
        CompletableFuture<Boolean> stored = after.uploaded("w-1", "one", claim, body("bytes"), 5, "image/png", null);
        world.turn();

        assertThat(held.join()).contains(claim);
        assertThat(stored.join()).isTrue();
        assertThat(world.job("one").status()).isEqualTo(Status.DONE);
    }
}
