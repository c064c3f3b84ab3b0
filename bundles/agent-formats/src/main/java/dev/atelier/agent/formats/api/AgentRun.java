package dev.atelier.agent.formats.api;

import dev.atelier.common.api.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder has to know about a run.
 *
 * @param plainText the agent was started without its structured output
 * @param workdir where the agent works; paths below it are told relative to it
 * @param secrets values that no event may show
 */
public record AgentRun(
        String agentType,
        boolean plainText,
        String workdir,
        @Nullable String requestedModel,
        List<Secret> secrets,
        Limits limits) {
    public AgentRun {
        secrets = List.copyOf(secrets);
    }

    /** @param lineBytes a longer line is dropped and an error says so */
    public record Limits(int lineBytes, int textBytes) {
        public static final Limits DEFAULT = new Limits(16 << 20, 256 << 10);

        public Limits {
            if (lineBytes < 1 || textBytes < 1) {
                throw new IllegalArgumentException("limits must be positive: " + lineBytes + ", " + textBytes);
            }
        }
    }
}
