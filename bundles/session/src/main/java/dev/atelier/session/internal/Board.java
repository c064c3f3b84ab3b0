package dev.atelier.session.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What others may know of the session. Told by the session and its pumps, read from everywhere. */
final class Board {
    private final EventHub events;
    private final Clock clock;
    private SessionState state = SessionState.STOPPED;
    private @Nullable Beat beat;

    /** The last heartbeat and how it went. */
    private record Beat(@Nullable String problem, Instant at) {}

    Board(EventHub events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** @return whether that is news */
    boolean state(SessionState next) {
        synchronized (this) {
            if (next.equals(state)) {
                return false;
            }
            state = next;
        }
        publish();
        return true;
    }

    synchronized SessionState state() {
        return state;
    }

    /** A heartbeat was sent: well, as far as is known. */
    void beatSent() {
        beat(null, clock.instant());
    }

    void beatAcknowledged() {
        Beat last;
        synchronized (this) {
            last = beat;
        }
        beat(null, last == null ? clock.instant() : last.at());
    }

    void beatFailed(String problem) {
        beat(problem, clock.instant());
    }

    /** The session was lost: so was the sign of life, if there was one. */
    void lost(String problem) {
        Beat last;
        synchronized (this) {
            last = beat;
        }
        if (last != null) {
            beat(problem, last.at());
        }
    }

    Optional<ObjectNode> heartbeat() {
        Beat last;
        synchronized (this) {
            last = beat;
        }
        if (last == null) {
            return Optional.empty();
        }
        ObjectNode json = Json.object().put("outcome", last.problem() == null ? "ok" : "err");
        if (last.problem() != null) {
            json.put("reason", last.problem());
        }
        return Optional.of(json.put("lastAttemptAt", last.at().toString()));
    }

    /** Each one is noted; only a turn for the better or the worse is news. */
    private void beat(@Nullable String problem, Instant at) {
        boolean turned;
        synchronized (this) {
            turned = beat == null || (beat.problem() == null) != (problem == null);
            beat = new Beat(problem, at);
        }
        if (turned) {
            publish();
        }
    }

    private void publish() {
        events.publish("status", Json.object());
    }
}
