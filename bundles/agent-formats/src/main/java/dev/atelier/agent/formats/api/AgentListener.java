package dev.atelier.agent.formats.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Told what an agent's output means, in order, on the thread that feeds the decoder. */
@ConsumerType
public interface AgentListener {
    void event(AgentEvent event, EventMeta meta);

    /** The agent waits for an answer on its standard input. */
    default void control(ControlRequest request) {}

    /** The agent no longer waits for this one. */
    default void controlWithdrawn(String requestId) {}

    /** The agent has told how its turn ended; only its process is left to end. */
    default void resultSeen() {}
}
