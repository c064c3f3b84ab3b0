package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.containers.api.EngineEvent;
import dev.atelier.containers.api.EngineEvents;
import dev.atelier.containers.api.EngineException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of an engine on a connection that stays open; it is read with the first one asked for. */
final class Events implements EngineEvents {
    private final HttpExchange exchange;
    private final Labels wanted;
    private @Nullable JsonStream lines;

    Events(HttpExchange exchange, Labels wanted) {
        this.exchange = exchange;
        this.wanted = wanted;
    }

    @Override
    public Optional<EngineEvent> next() throws IOException {
        JsonStream stream = lines == null ? new JsonStream(exchange.body()) : lines;
        lines = stream;
        Optional<JsonNode> next = stream.next();
        while (next.isPresent() && !concerns(next.get())) {
            next = stream.next();
        }
        return next.map(Events::event);
    }

    private boolean concerns(JsonNode event) {
        return event.path("Type").asText("").equals("container")
                && wanted.all(Labels.read(event.path("Actor").path("Attributes")));
    }

    private static EngineEvent event(JsonNode event) {
        JsonNode actor = event.path("Actor");
        String action = event.path("Action").asText(event.path("status").asText("unknown"));
        return new EngineEvent(
                action, actor.path("ID").asText(event.path("id").asText("")), Labels.read(actor.path("Attributes")));
    }

    @Override
    public void close() throws EngineException {
        try {
            exchange.close();
        } catch (IOException e) {
            throw new EngineException(EngineException.Code.PROTOCOL, "the events did not end cleanly", e);
        }
    }
}
