package dev.atelier.settings.internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.io.IOException;

/** One file of {@code etc/}: a flat JSON object. */
final class EtcDocument {
    private static final ObjectReader READER = Json.mapper()
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES); // what we do not know is written back as it was

    private EtcDocument() {}

    /** A file that cannot be used. Its message tells where, never what stands there: that could be a secret. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    static ObjectNode parse(byte[] bytes) throws Unusable {
        JsonNode document;
        try {
            document = READER.readTree(bytes);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new Unusable(line > 0 ? "line " + line + " is not valid JSON" : "it is not valid JSON");
        } catch (IOException e) {
            throw new Unusable("it cannot be read");
        }
        if (!(document instanceof ObjectNode members)) {
            throw new Unusable("it must be one JSON object");
        }
        return members;
    }

    /** Whether a member can stand for a setting of the kind: numbers and truth values may also be written as text. */
    static boolean fits(Definition definition, JsonNode member) {
        return switch (definition.kind()) {
            case STRING, PASSWORD -> member.isTextual();
            case BOOLEAN -> member.isBoolean() || member.isTextual();
            case INTEGER, LONG, DOUBLE -> member.isNumber() || member.isTextual();
        };
    }

    static void put(ObjectNode document, String name, Object value) {
        document.set(name, Json.mapper().valueToTree(value));
    }
}
