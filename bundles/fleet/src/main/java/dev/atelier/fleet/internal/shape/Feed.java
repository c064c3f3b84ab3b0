package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Where the events of one Worker come from. */
public interface Feed {
    /**
     * Begins to observe; returns at once.
     *
     * @param cursor of the last event that was received; null for a snapshot of now
     */
    Line open(@Nullable String cursor, Listener listener);

    /** One observation. Closed twice is harmless; nothing is told once it is closed, but for what is being told. */
    interface Line extends AutoCloseable {
        @Override
        void close();
    }

    /** Told in order, by one thread at a time. May keep that thread for as long as it cannot take more. */
    interface Listener {
        /** @param cursor null where the runtime has none */
        void event(@Nullable String cursor, String eventId, JsonNode payload);

        /** The last that is told. */
        void ended(Trouble trouble);
    }

    /**
     * Why an observation ended.
     *
     * @param passing whether it is worth to try again
     */
    record Trouble(Code code, boolean passing) {}

    /** What browsers are told; the words are ours. */
    enum Code {
        RUNTIME_UNAVAILABLE("backend.runtime_unavailable", "the runtime cannot be observed now"),
        WORKER_NOT_FOUND("backend.worker_not_found", "the runtime knows no such Worker"),
        CURSOR_MALFORMED("backend.cursor_malformed", "the cursor cannot be read"),
        CURSOR_UNKNOWN_OR_EXPIRED(
                "backend.cursor_unknown_or_expired", "the cursor is not known any more; observe without one"),
        UPSTREAM_DISCONNECT("backend.upstream_disconnect", "the observation was interrupted; go on from your cursor"),
        MALFORMED_FRAME("backend.malformed_frame", "what came in cannot be read"),
        OBSERVATION_ONLY("backend.observation_only", "this stream is for looking on; send input by the API");

        private final String wire;
        private final String message;

        Code(String wire, String message) {
            this.wire = wire;
            this.message = message;
        }

        public String wire() {
            return wire;
        }

        public String message() {
            return message;
        }

        /** What a diagnostic of a runtime means for those who look on. */
        public static Trouble ofRuntime(String word) {
            return switch (word) {
                case "runtime.worker_not_found" -> new Trouble(WORKER_NOT_FOUND, false);
                case "runtime.cursor_malformed" -> new Trouble(CURSOR_MALFORMED, false);
                case "runtime.cursor_unknown_or_expired" -> new Trouble(CURSOR_UNKNOWN_OR_EXPIRED, false);
                // We were too slow; the runtime may well still have what we missed.
                case "runtime.cursor_expired" -> new Trouble(CURSOR_UNKNOWN_OR_EXPIRED, true);
                case "runtime.upstream_closed", "runtime.websocket_error" -> new Trouble(UPSTREAM_DISCONNECT, true);
                case "runtime.serialize_failed" -> new Trouble(MALFORMED_FRAME, false);
                case "runtime.observation_only" -> new Trouble(OBSERVATION_ONLY, false);
                default -> new Trouble(RUNTIME_UNAVAILABLE, false);
            };
        }
    }
}
