package dev.atelier.fleet.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fleet.internal.remote.Road.Reply;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.RuntimeView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** That a runtime looks different now is told when a call has shown it, and not again by those that show the same. */
class NoticedTest {
    private static final Reply HERE = answer(FakeRemote.summary("Lab"));

    private final AtomicInteger told = new AtomicInteger();
    private final Scripted road = new Scripted();
    private final RemoteRuntime runtime = new RemoteRuntime(
            new Place("lab", () -> "Lab", true, RuntimeView.Kind.REMOTE),
            road,
            () -> Duration.ofSeconds(30),
            InstantSource.system(),
            told::incrementAndGet);

    /** How often it is told while a summary is asked for. */
    private int toldBy(Reply reply) {
        int before = told.get();
        road.next = reply;
        var unused = runtime.summary(200).join();
        return told.get() - before;
    }

    @Test
    void thatItIsThereIsToldAtFirstContact() {
        assertThat(toldBy(HERE)).isPositive();
        assertThat(toldBy(HERE)).isZero();
    }

    @Test
    void thatItIsGoneIsToldOnceAndThatItIsBackIsToldOnce() {
        toldBy(HERE);

        assertThat(toldBy(new Reply.Unreached())).isEqualTo(1);
        assertThat(toldBy(new Reply.TooLate())).isZero();
        assertThat(runtime.host(200).status()).isEqualTo("unreachable");

        assertThat(toldBy(HERE)).isEqualTo(1);
        assertThat(toldBy(HERE)).isZero();
        assertThat(runtime.host(200).status()).isEqualTo("reachable");
    }

    @Test
    void whileItIsLeftAloneNothingIsTold() {
        toldBy(HERE);
        toldBy(new Reply.Unreached());
        for (int i = 1; i < Breaker.FAILURES; i++) {
            assertThat(toldBy(new Reply.Unreached())).isZero();
        }

        int asked = road.asked;
        assertThat(toldBy(HERE)).isZero();
        assertThat(road.asked).isEqualTo(asked);
    }

    @Test
    void aLinkThatIsGoneIsToldByWhoeverNoticesItFirst() {
        toldBy(HERE);
        int before = told.get();

        runtime.lost();

        assertThat(told.get() - before).isEqualTo(1);
        assertThat(toldBy(new Reply.NoLink())).isZero();
    }

    @Test
    void anotherNameOrStateOrNumberOfWorkersIsTold() {
        toldBy(HERE);
        assertThat(toldBy(answer(FakeRemote.summary("Attic")))).isEqualTo(1);
        assertThat(toldBy(answer(FakeRemote.summary("Attic").replace("\"running\"", "\"stopped\""))))
                .isEqualTo(1);

        int before = told.get();
        road.next = answer(FakeRemote.workers(FakeRemote.worker("a")));
        var first = runtime.workers(200).join();
        var second = runtime.workers(200).join();

        assertThat(first.items()).hasSize(1);
        assertThat(second.items()).hasSize(1);
        assertThat(told.get() - before).isEqualTo(1);
    }

    private static Reply answer(String body) {
        return new Reply.Replied(200, ByteString.encodeUtf8(body));
    }

    /** Answers what it is told to. */
    private static final class Scripted implements Road {
        private Reply next = HERE;
        private int asked;

        @Override
        public CompletableFuture<Reply> send(Request request, Duration within) {
            asked++;
            return CompletableFuture.completedFuture(next);
        }

        @Override
        public Feed feed(String workerId) {
            throw new UnsupportedOperationException("nobody looks on here");
        }
    }
}
