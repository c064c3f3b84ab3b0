package dev.atelier.containers.api;

import java.util.Map;

/** Something that happened to a container: {@code start}, {@code oom}, {@code die} … */
public record EngineEvent(String action, String id, Map<String, String> attributes) {
    public EngineEvent {
        attributes = Map.copyOf(attributes);
    }
}
