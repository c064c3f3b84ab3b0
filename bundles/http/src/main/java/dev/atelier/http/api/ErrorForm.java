package dev.atelier.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.osgi.annotation.versioning.ConsumerType;

/** How mounted routes write an error, whoever says no: a handler, the guard, or nobody being at home. */
@ConsumerType
@FunctionalInterface
public interface ErrorForm {
    JsonNode body(HttpError error);
}
