package dev.atelier.engine.agent.runtime;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under what agents are Workers of a runtime here.
 *
 * @param usual for a profile that names no agent
 * @param workspaces repositories that Workers may be given, by what requests call them
 * @param secretsFile whose lines are {@code NAME=value}; null for none
 * @param atOnce how many work at the same time
 */
public record RuntimeTerms(
        AgentProfile usual,
        Map<String, Workspace> workspaces,
        @Nullable Path secretsFile,
        int atOnce) {
    public RuntimeTerms {
        workspaces = Map.copyOf(workspaces);
    }

    /** @param url a path on this host or an address git understands */
    public record Workspace(String url, String branch) {}
}
