package dev.atelier.runtime.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Head;
import dev.atelier.runtime.wire.api.RuntimeFrame.Hello;
import dev.atelier.runtime.wire.api.RuntimeFrame.More;
import dev.atelier.runtime.wire.api.RuntimeFrame.Offer;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import dev.atelier.runtime.wire.api.RuntimeFrame.Withdraw;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Frames as the texts that carry them: JSON, told apart by {@code type}. */
public final class RuntimeFrames {
    private static final RuntimeFrame.Cases<ObjectNode> WRITE = new RuntimeFrame.Cases<>() {
        @Override
        public ObjectNode hello(Hello frame) {
            return Json.object().put("type", "runtime-hello").put("version", frame.version());
        }

        @Override
        public ObjectNode offer(Offer frame) {
            return Json.object().put("type", "runtime-offer").put("version", frame.version());
        }

        @Override
        public ObjectNode withdraw(Withdraw frame) {
            return Json.object().put("type", "runtime-withdraw");
        }

        @Override
        public ObjectNode open(Open frame) {
            return of("runtime-open", frame.stream())
                    .put("method", frame.method())
                    .put("path", frame.path())
                    .put("body", frame.body());
        }

        @Override
        public ObjectNode head(Head frame) {
            return of("runtime-head", frame.stream()).put("status", frame.status());
        }

        @Override
        public ObjectNode piece(Piece frame) {
            return of("runtime-piece", frame.stream()).put("text", frame.text()).put("last", frame.last());
        }

        @Override
        public ObjectNode more(More frame) {
            return of("runtime-more", frame.stream()).put("chars", frame.chars());
        }

        @Override
        public ObjectNode close(Close frame) {
            ObjectNode json = of("runtime-close", frame.stream());
            return frame.reason() == null ? json : json.put("reason", frame.reason());
        }
    };

    private RuntimeFrames() {}

    public static String write(RuntimeFrame frame) {
        return Json.text(frame.match(WRITE));
    }

    /**
     * @return empty for a frame of another matter, or of a later version, which may be left alone
     * @throws MalformedRuntimeJson naming the member that is missing or wrong
     */
    public static Optional<RuntimeFrame> read(String text) throws MalformedRuntimeJson {
        JsonNode json;
        try {
            json = Json.parse(text);
        } catch (IOException e) {
            throw new MalformedRuntimeJson("this is no JSON document");
        }
        return switch (json.path("type").asText("")) {
            case "runtime-hello" -> Optional.of(new Hello(whole(json, "version", Integer.MAX_VALUE)));
            case "runtime-offer" -> Optional.of(new Offer(whole(json, "version", Integer.MAX_VALUE)));
            case "runtime-withdraw" -> Optional.of(new Withdraw());
            case "runtime-open" ->
                Optional.of(new Open(stream(json), text(json, "method"), text(json, "path"), flag(json, "body")));
            case "runtime-head" -> Optional.of(new Head(stream(json), (int) whole(json, "status", 999)));
            case "runtime-piece" -> Optional.of(new Piece(stream(json), text(json, "text"), flag(json, "last")));
            case "runtime-more" -> Optional.of(new More(stream(json), (int) whole(json, "chars", Integer.MAX_VALUE)));
            case "runtime-close" -> Optional.of(new Close(stream(json), reason(json)));
            default -> Optional.empty();
        };
    }

    private static ObjectNode of(String type, long stream) {
        return Json.object().put("type", type).put("stream", stream);
    }

    private static long stream(JsonNode json) throws MalformedRuntimeJson {
        return whole(json, "stream", Long.MAX_VALUE);
    }

    private static long whole(JsonNode json, String name, long most) throws MalformedRuntimeJson {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > most) {
            throw new MalformedRuntimeJson(name + " is no number from 0 to " + most);
        }
        return value.longValue();
    }

    private static String text(JsonNode json, String name) throws MalformedRuntimeJson {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw new MalformedRuntimeJson(name + " is no text");
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode json, String name) throws MalformedRuntimeJson {
        JsonNode value = json.path(name);
        if (!value.isBoolean()) {
            throw new MalformedRuntimeJson(name + " is neither true nor false");
        }
        return value.booleanValue();
    }

    private static @Nullable String reason(JsonNode json) throws MalformedRuntimeJson {
        return json.path("reason").isMissingNode() ? null : text(json, "reason");
    }
}
