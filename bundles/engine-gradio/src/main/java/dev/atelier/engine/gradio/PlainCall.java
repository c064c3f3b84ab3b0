package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;

/** How apps were called before they had a queue that speaks HTTP: one request, and the answer to it. */
final class PlainCall {
    private PlainCall() {}

    static JsonNode run(Server server, Task.Image task, String model) throws EngineException, Server.NotThere {
        var request = Server.MAPPER.createObjectNode();
        request.putArray("data").add(task.prompt()).add(model);
        JsonNode data = server.post("run/predict", request).path("data");
        if (data.path(0).isMissingNode()) {
            throw new EngineException("gradio_answer", "gradio response missing data[0]", true);
        }
        return data;
    }
}
