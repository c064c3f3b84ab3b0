package dev.atelier.console.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoorsTest {
    private final TestClock clock = new TestClock();

    @Test
    void aLinkOpensOnce() {
        LoginLinks links = new LoginLinks(clock);
        String token = links.issue();

        assertThat(token).hasSize(64);
        assertThat(links.redeem("0".repeat(64))).isFalse();
        assertThat(links.redeem(token)).isTrue();
        assertThat(links.redeem(token)).isFalse();
    }

    @Test
    void aLinkEndsAfterAQuarterOfAnHour() {
        LoginLinks links = new LoginLinks(clock);
        String token = links.issue();

        clock.turn(LoginLinks.LIFE);

        assertThat(links.redeem(token)).isFalse();
    }

    @Test
    void onlyTheNewestLinksAreKept() {
        LoginLinks links = new LoginLinks(clock);
        String first = links.issue();
        IntStream.range(0, 8).forEach(i -> links.issue());

        assertThat(links.redeem(first)).isFalse();
    }

    @Test
    void aSessionLivesWhileItIsUsed() {
        Sessions sessions = new Sessions(clock, () -> Duration.ofHours(12));
        String id = sessions.open();

        clock.turn(Duration.ofHours(11));
        assertThat(sessions.touch(id)).isTrue();
        clock.turn(Duration.ofHours(11));
        assertThat(sessions.touch(id)).isTrue();
        clock.turn(Duration.ofHours(13));
        assertThat(sessions.touch(id)).isFalse();
    }

    @Test
    void noSessionOutlivesAWeek() {
        Sessions sessions = new Sessions(clock, () -> Duration.ofHours(12));
        String id = sessions.open();

        IntStream.range(0, 16).forEach(i -> {
            clock.turn(Duration.ofHours(10));
            assertThat(sessions.touch(id)).isTrue();
        });
        clock.turn(Duration.ofHours(10));

        assertThat(sessions.touch(id)).isFalse();
    }

    @Test
    void aShorterSettingEndsOldSessionsToo() {
        Duration[] idle = {Duration.ofHours(12)};
        Sessions sessions = new Sessions(clock, () -> idle[0]);
        String id = sessions.open();

        clock.turn(Duration.ofHours(2));
        idle[0] = Duration.ofHours(1);

        assertThat(sessions.touch(id)).isFalse();
    }

    @Test
    void aClosedSessionIsGone() {
        Sessions sessions = new Sessions(clock, () -> Duration.ofHours(12));
        String id = sessions.open();

        sessions.close(id);

        assertThat(sessions.touch(id)).isFalse();
        assertThat(sessions.touch("made up")).isFalse();
    }

    @Test
    void theLeastUsedSessionMakesRoom() {
        Sessions sessions = new Sessions(clock, () -> Duration.ofHours(12));
        String idle = sessions.open();
        String used = sessions.open();
        IntStream.range(2, Sessions.MOST).forEach(i -> sessions.open());
        assertThat(sessions.touch(used)).isTrue();
        sessions.open();

        assertThat(sessions.size()).isEqualTo(Sessions.MOST);
        assertThat(sessions.touch(used)).isTrue();
        assertThat(sessions.touch(idle)).isFalse();
    }

    @Test
    void guessingGetsSlowerAndAnOwnerIsForgiven() {
        Throttle throttle = new Throttle(clock);
        IntStream.range(0, 4).forEach(i -> throttle.failed("a"));
        assertThat(throttle.wait("a")).isZero();

        throttle.failed("a");
        assertThat(throttle.wait("a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(throttle.wait("b")).isZero();
        throttle.failed("a");
        assertThat(throttle.wait("a")).isEqualTo(Duration.ofSeconds(2));

        clock.turn(Duration.ofSeconds(2));
        assertThat(throttle.wait("a")).isZero();
        throttle.passed("a");
        throttle.failed("a");
        assertThat(throttle.wait("a")).isZero();
    }

    @Test
    void waitingHasAnEnd() {
        Throttle throttle = new Throttle(clock);
        IntStream.range(0, 40).forEach(i -> throttle.failed("a"));

        assertThat(throttle.wait("a")).isEqualTo(Duration.ofMinutes(5));
        clock.turn(Duration.ofMinutes(36));
        throttle.failed("a");
        assertThat(throttle.wait("a")).isZero();
    }

    @Test
    void manyAddressesTogetherAreSlowedToo() {
        Throttle throttle = new Throttle(clock);
        IntStream.range(0, 60).forEach(i -> throttle.failed("address " + i));

        assertThat(throttle.wait("another")).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }
}
