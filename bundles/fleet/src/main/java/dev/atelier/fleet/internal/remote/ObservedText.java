package dev.atelier.fleet.internal.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Feed.Code;
import dev.atelier.fleet.internal.shape.Feed.Trouble;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Frames of an observation as a runtime writes them. */
public final class ObservedText {
    private ObservedText() {}

    /** Passes an event on; what is none is the end, and why. */
    public static Optional<Trouble> hear(String text, Feed.Listener listener) {
        try {
            Members frame = Members.of(Members.parse(text.getBytes(StandardCharsets.UTF_8)));
            switch (frame.text("kind")) {
                case "event" -> event(frame.within("envelope"), listener);
                case "diagnostic" -> {
                    return Optional.of(Code.ofRuntime(frame.within("diagnostic").text("code")));
                }
                default -> {
                    return Optional.of(new Trouble(Code.MALFORMED_FRAME, false));
                }
            }
            return Optional.empty();
        } catch (BadShape e) {
            return Optional.of(new Trouble(Code.MALFORMED_FRAME, false));
        }
    }

    /** Why an observation did not begin. */
    public static Trouble refused(int status) {
        return switch (status) {
            case 404 -> new Trouble(Code.WORKER_NOT_FOUND, false);
            case 400 -> new Trouble(Code.CURSOR_MALFORMED, false);
            default -> new Trouble(Code.RUNTIME_UNAVAILABLE, true);
        };
    }

    /** The address of an observation below that of the runtime. */
    public static String path(String workerId, @Nullable String cursor) {
        String query = cursor == null ? "" : "?cursor=" + Escapes.value(cursor);
        return "/v1/workers/" + workerId + "/events/ws" + query;
    }

    private static void event(Members envelope, Feed.Listener listener) throws BadShape {
        String cursor = envelope.optionalText("cursor");
        String eventId = envelope.optionalText("event_id");
        JsonNode payload = envelope.within("payload").json();
        String id = eventId == null ? cursor : eventId;
        if (id == null) {
            throw new BadShape("an event without a name");
        }
        listener.event(cursor, id, payload);
    }
}
