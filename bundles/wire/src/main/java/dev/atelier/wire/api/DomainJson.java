package dev.atelier.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.wire.internal.CapabilitiesJson;
import dev.atelier.wire.internal.ModelSourceJson;
import dev.atelier.wire.internal.TaskJson;

/**
 * Tasks, model sources and capabilities as the studio protocol writes them. Reading takes an optional field as absent or null, a
 * field with a default as absent or a value, and looks past fields it does not know. Writing leaves out what is not
 * there and always says what has a default.
 */
public final class DomainJson {
    private DomainJson() {}

    /** @throws MalformedJson naming the field that is missing or wrong, from {@code task} on */
    public static Task task(JsonNode json) throws MalformedJson {
        return TaskJson.read(json);
    }

    public static ObjectNode write(Task task) {
        return TaskJson.write(task);
    }

    /** @throws MalformedJson naming the field that is missing or wrong, from {@code modelSource} on */
    public static ModelSource modelSource(JsonNode json) throws MalformedJson {
        return ModelSourceJson.read(json);
    }

    public static ObjectNode write(ModelSource source) {
        return ModelSourceJson.write(source);
    }

    /** @throws MalformedJson naming the field that is missing or wrong, from {@code capabilities} on */
    public static Capabilities capabilities(JsonNode json) throws MalformedJson {
        return CapabilitiesJson.read(json);
    }

    public static ObjectNode write(Capabilities capabilities) {
        return CapabilitiesJson.write(capabilities);
    }
}
