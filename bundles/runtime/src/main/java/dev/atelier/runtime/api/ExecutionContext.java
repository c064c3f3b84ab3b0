package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.osgi.annotation.versioning.ProviderType;

/** What a backend may do for the Worker it runs. */
@ProviderType
@FunctionalInterface
public interface ExecutionContext {
    /**
     * Publishes an event of the Worker's protocol, {@code {"event", "data"?}}, from any thread. Final texts, tool results
     * and errors also become entries of its transcript. Nothing happens once the Worker is gone.
     */
    void publish(ObjectNode event);
}
