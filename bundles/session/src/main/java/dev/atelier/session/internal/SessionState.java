package dev.atelier.session.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;

/** How the worker stands with its studio. */
record SessionState(Name name, int attempt, String reason) {
    static final SessionState STOPPED = new SessionState(Name.STOPPED, 0, "");
    static final SessionState WAITING = new SessionState(Name.WAITING_FOR_APPROVAL, 0, "");
    static final SessionState CONNECTING = new SessionState(Name.CONNECTING, 0, "");
    static final SessionState CONNECTED = new SessionState(Name.CONNECTED, 0, "");

    /** The states there are. */
    enum Name {
        STOPPED,
        WAITING_FOR_APPROVAL,
        CONNECTING,
        CONNECTED,
        RECONNECTING,
        AUTH_FAILED,
        FATAL;

        String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static SessionState reconnecting(int attempt) {
        return new SessionState(Name.RECONNECTING, attempt, "");
    }

    static SessionState authFailed(String reason) {
        return new SessionState(Name.AUTH_FAILED, 0, reason);
    }

    static SessionState fatal(String reason) {
        return new SessionState(Name.FATAL, 0, reason);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("state", name.wireName());
        if (name == Name.RECONNECTING) {
            json.put("attempt", attempt);
        }
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        return json;
    }

    /** Why no work comes from the studio, for a person; empty while connected. */
    String problem() {
        return switch (name) {
            case CONNECTED -> "";
            case STOPPED -> "the session with the studio is stopped";
            case WAITING_FOR_APPROVAL -> "the studio's operator has not approved this worker yet";
            case CONNECTING -> "the studio has not welcomed this worker yet";
            case RECONNECTING -> "the connection to the studio is lost; attempt " + attempt + " to get it back";
            case AUTH_FAILED -> "the studio does not accept this worker's key: " + reason;
            case FATAL -> "the studio ended the session for good: " + reason;
        };
    }
}
