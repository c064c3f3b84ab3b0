package dev.atelier.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.osgi.annotation.versioning.ConsumerType;

/** What a room adds to {@code /daemon/status} and to the local {@code /healthz}. Registered as a service. Cheap. */
@ConsumerType
public interface StatusPart {
    default void status(ObjectNode status) {}

    /** Seen without a token: nothing secret, nothing about jobs. */
    default void health(ObjectNode health) {}
}
