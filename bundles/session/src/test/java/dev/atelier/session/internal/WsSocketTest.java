package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.Route;
import dev.atelier.wire.api.StudioAddress;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WsSocketTest {
    private final FakeStudio studio = FakeStudio.start();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Threads.named("socket-test-timer"));
    private final WsSockets sockets = new WsSockets(timer);
    private final Heard heard = new Heard();

    @BeforeEach
    void admit() {
        studio.autoWelcome(false);
        studio.admit("w-1", "token");
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        sockets.stop(Duration.ofSeconds(1));
        studio.close();
    }

    @Test
    void aRefusedUpgradeSaysItsStatusAndItsBody() {
        studio.answerNext(Route.CONNECT, Answer.status(503, "down for maintenance"));

        open("token");

        assertThat(heard.ended.join()).isEqualTo(Socket.End.refused(503, "down for maintenance"));
    }

    @Test
    void aWrongTokenIsRefusedWith401() {
        open("wrong");

        assertThat(heard.ended.join().status()).isEqualTo(401);
    }

    @Test
    void aRedirectIsNotFollowed() {
        studio.answerNext(Route.CONNECT, Answer.status(302, "").withHeader("Location", "http://127.0.0.1:1/"));

        open("token");

        assertThat(heard.ended.join().status()).isEqualTo(302);
    }

    @Test
    void aStudioThatDoesNotSpeakOurProtocolIsNotSpokenTo() {
        studio.subProtocol(null);

        open("token");

        assertThat(heard.ended.join().code()).isEqualTo(Socket.End.LOST);
        assertThat(heard.opened).isNotDone();
    }

    @Test
    void aStudioThatIsNotThereHasHeardNothing() {
        studio.down();

        open("token");

        assertThat(heard.ended.join().code()).isEqualTo(Socket.End.UNREACHED);
    }

    @Test
    void pingsAreAnsweredAndNotHeardOf() {
        open("token");
        FakeSession session = opened();

        session.ping("are you there");

        assertThat(session.nextPong()).isEqualTo("are you there");
        assertThat(heard.texts).isEmpty();
    }

    @Test
    void whatWasSentIsKnownToBeReadOnceTheStudioHasRead() {
        Socket socket = open("token");
        FakeSession session = opened();
        session.reading(false);

        CompletableFuture<Void> read = socket.received();
        assertThat(read).isNotDone();
        session.reading(true);

        assertThat(read).succeedsWithin(WsSocket.PONG);
    }

    @Test
    void messagesInPartsArriveWhole() {
        open("token");

        opened().sendInParts("one ", "mes", "sage");

        await().untilAsserted(() -> assertThat(heard.texts).containsExactly("one message"));
    }

    @Test
    void closeCodesOfTheStudioAreTold() {
        open("token");

        opened().close(4003, "duplicate");

        assertThat(heard.ended.join()).isEqualTo(Socket.End.closed(4003, "duplicate"));
    }

    @Test
    void ourCloseSays1000AndWhyAndNothingIsLeft() {
        Socket socket = open("token");
        FakeSession session = opened();
        heard.opened.join(); // both ends know

        socket.close("session ended");
        socket.close("a second time");

        assertThat(session.awaitClosed().code()).isEqualTo(1000);
        assertThat(session.awaitClosed().reason()).isEqualTo("session ended");
        socket.gone().join();
        assertThat(socket.send("too late")).isFalse();
        await().untilAsserted(() -> assertThat(names()).noneMatch(name -> name.startsWith("WebSocket")));
    }

    @Test
    void aGoodbyeSaidInAnswerToAMessageReachesTheStudio() {
        Socket socket = open("token");
        FakeSession session = opened();
        heard.answer = () -> socket.close("session ended");

        session.sendText("what nobody understands");

        assertThat(session.awaitClosed().code()).isEqualTo(1000);
        assertThat(heard.ended.join().code()).isEqualTo(1000);
    }

    @Test
    void whoeverHearsOfTheEndMayWaitForOneWhoClosesTheSocketAtThatMoment() {
        CompletableFuture<List<String>> locks = new CompletableFuture<>();
        var unused = heard.ended.thenRun(() -> locks.complete(locksOfTheLibrary()));
        open("token");

        opened().close(4004, "removed");

        assertThat(locks.join()).isEmpty();
    }

    @Test
    void aMessageOverTheLimitEndsTheSocket() {
        open("token");

        opened().sendText("x".repeat(WsSocket.MAX_MESSAGE + 1));

        assertThat(heard.ended.join().code()).as("always 1000 from this side").isEqualTo(1000);
    }

    @Test
    void anAttemptToConnectCanBeEnded() {
        studio.answerNext(Route.CONNECT, Answer.hang());
        Socket socket = open("token");
        studio.nextRequest(Route.CONNECT);

        socket.close("session ended");

        assertThat(heard.ended.join().code()).isEqualTo(Socket.End.LOST);
        socket.gone().join();
    }

    private Socket open(String token) {
        return sockets.speaking(UpgradeDraft.SESSION)
                .open(StudioAddress.parse(studio.baseUrl()).connect("w-1"), new Secret(token), heard);
    }

    private FakeSession opened() {
        heard.opened.join();
        return studio.nextSession();
    }

    /** Of this thread. */
    private static List<String> locksOfTheLibrary() {
        long[] here = {Thread.currentThread().getId()};
        return Stream.of(ManagementFactory.getThreadMXBean()
                        .getThreadInfo(here, true, false)[0]
                        .getLockedMonitors())
                .map(LockInfo::getClassName)
                .filter(name -> name.startsWith("org.java_websocket"))
                .toList();
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static final class Heard implements Socket.Events {
        final CompletableFuture<Void> opened = new CompletableFuture<>();
        final CompletableFuture<Socket.End> ended = new CompletableFuture<>();
        final List<String> texts = new CopyOnWriteArrayList<>();
        volatile Runnable answer = () -> {};

        @Override
        public void opened() {
            opened.complete(null);
        }

        @Override
        public void text(String message) {
            texts.add(message);
            answer.run();
        }

        @Override
        public void binary() {
            texts.add("binary");
        }

        @Override
        public void ended(Socket.End end) {
            ended.complete(end);
        }
    }
}
