package dev.atelier.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;

/** Tasks and model sources as the studio protocol writes them. */
public final class DomainJson {
    private DomainJson() {}

    /** @throws MalformedJson naming the field that is missing or wrong */
    public static Task task(JsonNode json) throws MalformedJson {
        throw new UnsupportedOperationException();
    }

    public static ObjectNode write(Task task) {
        throw new UnsupportedOperationException();
    }

    /** @throws MalformedJson naming the field that is missing or wrong */
    public static ModelSource modelSource(JsonNode json) throws MalformedJson {
        throw new UnsupportedOperationException();
    }

    public static ObjectNode write(ModelSource source) {
        throw new UnsupportedOperationException();
    }
}
