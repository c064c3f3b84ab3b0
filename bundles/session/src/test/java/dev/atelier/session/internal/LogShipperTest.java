package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.registration.api.Credentials;
import dev.atelier.wire.api.StudioAddress;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogShipperTest {
    private final FakeLog log = new FakeLog();
    private final Fakes.TurnedTimer timer = new Fakes.TurnedTimer();
    private final LogShipper shipper = new LogShipper(log, Clock.systemUTC(), timer);
    private final Fakes.FakeSocket socket = new Fakes.FakeSocket();

    @Test
    void whatWasLoggedBeforeTheSessionGoesAtOnceLaterLinesShareABatch() {
        say("before");
        shipper.anotherStudio();
        shipper.begin(link(socket), Duration.ofSeconds(1));
        timer.turn();

        say("one");
        say("two");
        timer.turn();

        assertThat(timer.delays).startsWith(0L).contains(1_000L);
        assertThat(socket.sent).hasSize(2);
        assertThat(socket.sent.get(0)).contains("before");
        assertThat(socket.sent.get(1)).contains("one").contains("two");
    }

    @Test
    void nothingIsSentWhenThereIsNothingToSay() {
        shipper.anotherStudio();
        shipper.begin(link(socket), Duration.ofSeconds(1));

        timer.turn();

        assertThat(socket.sent).isEmpty();
        assertThat(timer.delays).isEmpty();
    }

    @Test
    void aBatchThatCouldNotBeSentIsTheNextSessionsFirst() {
        shipper.anotherStudio();
        socket.open = false;
        shipper.begin(link(socket), Duration.ofSeconds(1));
        say("one");
        timer.turn();
        Fakes.FakeSocket next = new Fakes.FakeSocket();

        say("two");
        shipper.begin(link(next), Duration.ofSeconds(1));
        timer.turn();

        assertThat(next.sent).hasSize(1);
        assertThat(next.sent.get(0).indexOf("one")).isLessThan(next.sent.get(0).indexOf("two"));
    }

    @Test
    void aStudioThatDoesNotReadIsNotSentMore() {
        shipper.anotherStudio();
        socket.congested = true;
        shipper.begin(link(socket), Duration.ofSeconds(1));
        say("one");
        timer.turn();
        assertThat(socket.sent).isEmpty();

        socket.congested = false;
        timer.turn();

        assertThat(socket.sent).hasSize(1);
    }

    @Test
    void linesForOneStudioAreNotForAnother() {
        shipper.anotherStudio();
        say("secret of the first");

        shipper.anotherStudio();
        shipper.begin(link(socket), Duration.ofSeconds(1));
        timer.turn();

        assertThat(socket.sent).isEmpty();
    }

    @Test
    void stoppedItFollowsNoMore() {
        shipper.anotherStudio();
        assertThat(shipper.stop(Duration.ofSeconds(1))).isTrue();

        say("after");

        assertThat(socket.sent).isEmpty();
    }

    private void say(String message) {
        log.append(WorkerLog.Level.INFO, "test", message, null);
    }

    private static Link link(Socket socket) {
        return new Link(new Credentials(StudioAddress.parse("https://s.example"), "w-1", new Secret("t")), socket);
    }
}
