package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the events of one run; unknown ones are ignored. */
interface EventReader {
    void event(String type, JsonNode event);
}
