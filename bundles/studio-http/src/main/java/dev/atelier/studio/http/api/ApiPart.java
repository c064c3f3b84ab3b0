package dev.atelier.studio.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.osgi.annotation.versioning.ConsumerType;

/** Routes below {@code /graphics/api} that somebody else serves, for the description of the whole. */
@ConsumerType
public interface ApiPart {
    /** As in OpenAPI 3.1. Whoever asks may change what it is given. */
    ObjectNode paths();

    /** What the paths refer to as {@code #/components/schemas/…}, besides {@code Error}. */
    ObjectNode schemas();
}
