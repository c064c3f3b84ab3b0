package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.host.api.Host.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceLogTest {
    private final List<String> told = new ArrayList<>();
    private final PresenceLog log = new PresenceLog(new PresenceLog.Voice() {
        @Override
        public void unknown(String problem) {
            told.add("unknown " + problem);
        }

        @Override
        public void knownAgain() {
            told.add("known again");
        }

        @Override
        public void changed(Presence now) {
            told.add(now.name());
        }
    });

    @Test
    void aChangeIsToldOnce() {
        after(0);
        after(119);
        after(120);
        after(900);
        after(1);

        assertThat(told).containsExactly("ACTIVE", "IDLE", "ACTIVE");
    }

    @Test
    void eachProblemIsToldOnceUntilItIsOver() {
        assertThat(log.seen(IdleReading.unknown("a"))).isNull();
        log.seen(IdleReading.unknown("b"));
        log.seen(IdleReading.unknown("a"));
        after(0);
        after(0);
        log.seen(IdleReading.unknown("a"));

        assertThat(told).containsExactly("unknown a", "unknown b", "known again", "ACTIVE", "unknown a");
    }

    private void after(int seconds) {
        log.seen(IdleReading.of(Duration.ofSeconds(seconds)));
    }
}
