package dev.atelier.session.internal;

import dev.atelier.common.api.Secret;
import org.jspecify.annotations.Nullable;

/**
 * How a session ended and what that means for the next.
 *
 * @param reason for a person
 * @param goodbye what to say when closing the socket, null when the studio has closed it
 */
record Ending(Kind kind, String reason, @Nullable String goodbye) {
    static final String SESSION_ENDED = "session ended";
    static final String AUTH_FAILED = "auth failed";
    static final String PROTOCOL_VIOLATION = "protocol violation";

    /** What follows. */
    enum Kind {
        /** Another attempt, after a pause. */
        DISCONNECTED,
        /** Nothing: the studio does not know this worker's key. */
        AUTH_FAILED,
        /** Nothing: the studio does not want this session. */
        FATAL,
        /** Nothing either, unless the newer session the studio speaks of may be one of our own. */
        REPLACED,
        /** Whatever the new circumstances ask for. */
        STOPPED
    }

    /** A studio, or what stands before it, may well repeat what it was sent. */
    Ending without(Secret token) {
        return new Ending(kind, reason.replace(token.value(), token.toString()), goodbye);
    }

    static Ending disconnected(String reason, @Nullable String goodbye) {
        return new Ending(Kind.DISCONNECTED, reason, goodbye);
    }
}
