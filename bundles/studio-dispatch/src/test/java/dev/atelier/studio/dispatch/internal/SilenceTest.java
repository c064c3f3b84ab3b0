package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.StoredJob.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final World world = new World().start();

    @Test
    void aSilentWorkerIsClosedWithinAThirtyFirstSecondAndItsJobGoesOn() {
        FakeWorker silent = world.online("w-1");
        world.submit("one");
        world.loop.pass(Duration.ofSeconds(20));
        FakeWorker other = world.online("w-2");

        world.loop.pass(Duration.ofSeconds(9));
        assertThat(silent.closed).isZero();
        world.loop.pass(Duration.ofSeconds(2));

        assertThat(silent.closed).isEqualTo(1000);
        assertThat(silent.errors()).isEmpty();
        assertThat(other.offers()).containsExactly("one");
        assertThat(world.job("one").attempts()).isEqualTo(1);
    }

    @Test
    void aBeatingWorkerStays() {
        FakeWorker worker = world.online("w-1");

        for (int i = 0; i < 100; i++) {
            world.loop.pass(Duration.ofSeconds(29));
            worker.heartbeat();
        }
        world.turn();

        assertThat(worker.closed).isZero();
    }

    @Test
    void timeInWhichNothingRanIsNoSilence() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");
        world.loop.pass(Duration.ofSeconds(10));

        world.loop.stall(Duration.ofMinutes(2));
        world.loop.pass(Duration.ofSeconds(5));
        assertThat(worker.closed).isZero();

        worker.heartbeat("one");
        world.loop.pass(Duration.ofSeconds(29));
        assertThat(worker.closed).isZero();
        world.loop.pass(Duration.ofSeconds(3));
        assertThat(worker.closed).isEqualTo(1000);
    }

    @Test
    void aHeartbeatThatWaitsToBeReadCounts() {
        FakeWorker worker = world.online("w-1");
        world.loop.pass(Duration.ofSeconds(20));
        worker.heartbeat();

        world.loop.stall(Duration.ofSeconds(15));
        world.loop.pass(Duration.ofSeconds(20));

        assertThat(worker.closed).isZero();
    }

    @Test
    void aWorkerThatIsNotHeardOfIsOfferedNothing() {
        FakeWorker worker = world.online("w-1");
        world.loop.pass(Duration.ofMillis(30_100));

        world.submit("one");

        assertThat(worker.closed).isZero();
        assertThat(worker.offers()).isEmpty();
        assertThat(world.job("one").status()).isEqualTo(Status.QUEUED);
    }
}
