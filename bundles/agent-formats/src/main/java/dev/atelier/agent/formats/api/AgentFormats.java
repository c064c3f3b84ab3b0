package dev.atelier.agent.formats.api;

import dev.atelier.agent.formats.internal.Formats;
import java.util.Set;

/** The agents whose output can be read. */
public final class AgentFormats {
    private AgentFormats() {}

    /** The types of agents, as tasks name them. */
    public static Set<String> types() {
        return Formats.types();
    }

    /** Whether this agent has a form of output that is plain text, besides its structured one. */
    public static boolean speaksPlainText(String agentType) {
        return Formats.speaksPlainText(agentType);
    }

    /** @throws IllegalArgumentException for a type of agent that is not known, or plain text of one that has none */
    public static AgentDecoder open(AgentRun run, AgentListener listener) {
        return Formats.open(run, listener);
    }
}
