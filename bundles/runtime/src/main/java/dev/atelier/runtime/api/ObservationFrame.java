package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/** What an observer gets. */
public sealed interface ObservationFrame {
    <R> R fold(Function<? super Event, ? extends R> event, Function<? super Diagnostic, ? extends R> diagnostic);

    /** An event of the Worker; the payload is shared and not to be changed. */
    record Event(String cursor, String eventId, String workerId, ObjectNode payload) implements ObservationFrame {
        @Override
        public <R> R fold(
                Function<? super Event, ? extends R> event, Function<? super Diagnostic, ? extends R> diagnostic) {
            return event.apply(this);
        }
    }

    /** The end, and why. */
    record Diagnostic(String code, String message) implements ObservationFrame {
        public static final String CURSOR_MALFORMED = "runtime.cursor_malformed";
        public static final String WORKER_NOT_FOUND = "runtime.worker_not_found";
        public static final String UNAVAILABLE = "runtime.unavailable";
        public static final String CURSOR_UNKNOWN_OR_EXPIRED = "runtime.cursor_unknown_or_expired";
        public static final String CURSOR_EXPIRED = "runtime.cursor_expired";
        public static final String UPSTREAM_CLOSED = "runtime.upstream_closed";
        public static final String WEBSOCKET_ERROR = "runtime.websocket_error";
        public static final String OBSERVATION_ONLY = "runtime.observation_only";
        public static final String SERIALIZE_FAILED = "runtime.serialize_failed";

        @Override
        public <R> R fold(
                Function<? super Event, ? extends R> event, Function<? super Diagnostic, ? extends R> diagnostic) {
            return diagnostic.apply(this);
        }
    }
}
