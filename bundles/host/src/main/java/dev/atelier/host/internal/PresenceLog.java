package dev.atelier.host.internal;

import dev.atelier.host.api.Host.Presence;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from one reading after the other, told once: a change, a problem nobody has heard of, and its end. Used
 * by one thread.
 */
final class PresenceLog {
    static final Duration IDLE_AFTER = Duration.ofMinutes(2);

    private final Voice voice;
    private final Set<String> told = new HashSet<>();
    private @Nullable Presence last;

    PresenceLog(Voice voice) {
        this.voice = voice;
    }

    /** Where it is told: the log, or a list in tests. */
    interface Voice {
        void unknown(String problem);

        void knownAgain();

        void changed(Presence now);
    }

    /** @return null when nobody can tell */
    @Nullable
    Presence seen(IdleReading reading) {
        Duration idle = reading.idle();
        if (idle == null) {
            String problem = String.valueOf(reading.problem());
            if (told.add(problem)) {
                voice.unknown(problem);
            }
            last = null;
            return null;
        }
        if (!told.isEmpty()) {
            told.clear();
            voice.knownAgain();
        }
        Presence now = idle.compareTo(IDLE_AFTER) >= 0 ? Presence.IDLE : Presence.ACTIVE;
        if (now != last) {
            last = now;
            voice.changed(now);
        }
        return now;
    }

    void forget() {
        told.clear();
        last = null;
    }

    /** The log of this process. */
    static final class Logged implements Voice {
        private static final Logger LOG = LoggerFactory.getLogger(PresenceLog.class);

        @Override
        public void unknown(String problem) {
            LOG.atWarn()
                    .addKeyValue("problem", problem)
                    .log("whether somebody is at this machine cannot be told; the studio's work waits");
        }

        @Override
        public void knownAgain() {
            LOG.info("whether somebody is at this machine can be told again");
        }

        @Override
        public void changed(Presence now) {
            LOG.atInfo().addKeyValue("presence", now).log("presence changed");
        }
    }
}
