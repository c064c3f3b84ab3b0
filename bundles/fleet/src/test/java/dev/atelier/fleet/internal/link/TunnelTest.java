package dev.atelier.fleet.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.remote.Calls;
import dev.atelier.fleet.internal.remote.Place;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import dev.atelier.fleet.internal.remote.Road.Reply;
import dev.atelier.fleet.internal.remote.Road.Request;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Head;
import dev.atelier.runtime.wire.api.RuntimeFrame.More;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TunnelTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Request SUMMARY = new Request("GET", "/v1/runtime", null);

    private final Calls calls = new Calls();
    private final List<RuntimeFrame> sent = new CopyOnWriteArrayList<>();
    private final Tunnel tunnel = new Tunnel(sent::add, calls.threads(), calls.timer());

    @AfterEach
    void stop() {
        calls.close();
    }

    private static String text(CompletableFuture<Reply> reply) {
        ByteString body = ((Reply.Replied) reply.join()).body();
        return body == null ? "" : body.utf8();
    }

    private static String event(int number) {
        return "{\"kind\":\"event\",\"envelope\":{\"event_id\":\"wo_" + number + "\",\"payload\":{}}}";
    }

    @Test
    void answersThatComeInPiecesBetweenEachOtherAreKeptApart() {
        CompletableFuture<Reply> first = tunnel.ask(SUMMARY, LONG);
        CompletableFuture<Reply> second = tunnel.ask(new Request("POST", "/v1/workers", "{}"), LONG);

        tunnel.heard(new Head(2, 400));
        tunnel.heard(new Head(1, 200));
        tunnel.heard(new Piece(1, "{\"a\":", false));
        tunnel.heard(new Piece(2, "no", true));
        tunnel.heard(new Piece(1, "1}", true));

        assertThat(sent)
                .containsExactly(
                        new Open(1, "GET", "/v1/runtime", false),
                        new Open(2, "POST", "/v1/workers", true),
                        new Piece(2, "{}", true));
        assertThat(text(first)).isEqualTo("{\"a\":1}");
        assertThat(text(second)).isEqualTo("no");
        assertThat(((Reply.Replied) second.join()).status()).isEqualTo(400);
        assertThat(tunnel.streams()).isZero();
    }

    @Test
    void whatIsUnderWayWhenTheLinkGoesIsToldSo() {
        LinkRoad road = new LinkRoad();
        road.up(tunnel);
        RemoteRuntime runtime = new RemoteRuntime(
                Place.ofHost("worker:w", () -> "Host"), road, () -> LONG, InstantSource.system(), () -> {});
        CompletableFuture<Answers.Bundles> underWay = runtime.bundles();
        tunnel.heard(new Head(1, 200));
        tunnel.heard(new Piece(1, "{\"bundles\":", false));

        road.down(tunnel);
        tunnel.close();

        assertThat(underWay.join().diagnostics()).singleElement().satisfies(why -> assertThat(why.code())
                .isEqualTo("remote_runtime_link_down"));
        assertThat(runtime.bundles().join().diagnostics()).singleElement().satisfies(why -> assertThat(why.code())
                .isEqualTo("remote_runtime_link_down"));
        assertThat(runtime.host(1).label()).isEqualTo("Host");
        assertThat(runtime.host(1).status()).isEqualTo("unreachable");
    }

    @Test
    void anAnswerThatComesTooLateIsLeftAlone() {
        CompletableFuture<Reply> reply = tunnel.ask(SUMMARY, Duration.ofMillis(1));

        await().until(reply::isDone);
        tunnel.heard(new Head(1, 200));
        tunnel.heard(new Piece(1, "{}", true));
        tunnel.heard(new Close(1, null));

        assertThat(reply.join()).isEqualTo(new Reply.TooLate());
        await().untilAsserted(() -> assertThat(sent).last().isEqualTo(new Close(1, null)));
        assertThat(tunnel.streams()).isZero();
    }

    @Test
    void noMoreIsAskedAtATimeThanAWorkerTakes() {
        List<CompletableFuture<Reply>> asked = new CopyOnWriteArrayList<>();
        for (int i = 0; i < Tunnel.MOST_ASKED; i++) {
            asked.add(tunnel.ask(SUMMARY, LONG));
        }

        assertThat(tunnel.ask(SUMMARY, LONG).join()).isEqualTo(new Reply.Unasked());
        tunnel.heard(new Close(1, Close.BUSY));
        assertThat(asked.get(0).join()).isEqualTo(new Reply.Unasked());
        assertThat(tunnel.ask(SUMMARY, LONG)).isNotDone();
    }

    @Test
    void anAnswerWithoutEndIsNotRead() {
        CompletableFuture<Reply> reply = tunnel.ask(SUMMARY, LONG);
        tunnel.heard(new Head(1, 200));

        String piece = "x".repeat(RuntimeFrame.PIECE);
        for (int i = 0; i <= Calls.MAX_BODY / RuntimeFrame.PIECE; i++) {
            tunnel.heard(new Piece(1, piece, false));
        }

        assertThat(((Reply.Replied) reply.join()).body()).isNull();
        assertThat(sent).last().isEqualTo(new Close(1, null));
    }

    @Test
    void aLongBodyWaitsForTheWorkerToTakeIt() {
        var unused = tunnel.ask(new Request("POST", "/v1/config-bundles", "x".repeat(200_000)), LONG);
        int before = sent.size();

        tunnel.heard(new More(1, RuntimeFrame.WINDOW));

        assertThat(before).isLessThan(8);
        assertThat(sent).hasSizeGreaterThan(before);
        assertThat(sent).noneSatisfy(frame -> assertThat(frame)
                .isInstanceOfSatisfying(
                        Piece.class, piece -> assertThat(piece.last()).isTrue()));
    }

    /** Writes down what it hears, one event at a time as long as the gate is shut. */
    private static final class Ear implements Feed.Listener {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final CountDownLatch gate;

        private Ear(int shut) {
            gate = new CountDownLatch(shut);
        }

        @Override
        public void event(@Nullable String cursor, String eventId, JsonNode payload) {
            heard.add(eventId);
            try {
                assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void ended(Feed.Trouble trouble) {
            heard.add(trouble.code().wire() + " " + trouble.passing());
        }
    }

    @Test
    void whoLooksOnSlowlyHoldsUpNobodyAndIsToldAllInOrder() {
        Ear ear = new Ear(1);
        var unused = tunnel.observe("/v1/workers/w/events/ws", ear);
        tunnel.heard(new Head(1, 200));

        AtomicInteger said = new AtomicInteger();
        int window = RuntimeFrame.WINDOW;
        for (; window > 2_000; window -= Piece.cost(event(said.get()))) {
            tunnel.heard(new Piece(1, event(said.getAndIncrement()), true));
        }
        await().until(() -> ear.heard.equals(List.of("wo_0")));
        assertThat(sent).noneSatisfy(frame -> assertThat(frame).isInstanceOf(More.class));

        ear.gate.countDown();
        await().until(() -> ear.heard.size() == said.get());
        await().untilAsserted(() -> assertThat(sent).last().isInstanceOf(More.class)); // only when all has been taken
        assertThat(ear.heard).first().isEqualTo("wo_0");
        assertThat(ear.heard).last().isEqualTo("wo_" + (said.get() - 1));
    }

    @Test
    void anObservationEndsWithItsDiagnosticOrWithTheLink() {
        Ear told = new Ear(0);
        Ear cut = new Ear(0);
        var one = tunnel.observe("/v1/workers/w/events/ws", told);
        var other = tunnel.observe("/v1/workers/w/events/ws", cut);
        tunnel.heard(new Head(1, 200));
        tunnel.heard(new Head(2, 200));
        tunnel.heard(new Piece(2, event(7), true));
        tunnel.heard(new Piece(
                1,
                "{\"kind\":\"diagnostic\",\"diagnostic\":{\"code\":\"runtime.cursor_expired\",\"message\":\"\"}}",
                true));
        tunnel.heard(new Close(1, null));

        tunnel.close();

        await().untilAsserted(() -> assertThat(told.heard).containsExactly("backend.cursor_unknown_or_expired true"));
        await().untilAsserted(() -> assertThat(cut.heard).containsExactly("wo_7", "backend.upstream_disconnect true"));
        one.close();
        other.close();
        assertThat(tunnel.streams()).isZero();
    }

    @Test
    void aWorkerThatIsNotThereCannotBeObserved() {
        Ear ear = new Ear(0);
        var unused = tunnel.observe("/v1/workers/w/events/ws", ear);

        tunnel.heard(new Head(1, 404));
        tunnel.heard(new Piece(1, "{\"error\":{}}", true));

        await().untilAsserted(() -> assertThat(ear.heard).containsExactly("backend.worker_not_found false"));
        assertThat(sent).last().isEqualTo(new Close(1, null));
    }
}
