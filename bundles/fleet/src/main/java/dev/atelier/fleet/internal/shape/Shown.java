package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something browsers are shown. */
@FunctionalInterface
public interface Shown {
    ObjectNode json();

    /** As one more item of a list. */
    default void addTo(ArrayNode items) {
        items.add(json());
    }
}
