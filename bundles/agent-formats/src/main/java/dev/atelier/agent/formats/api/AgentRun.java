package dev.atelier.agent.formats.api;

import dev.atelier.common.api.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder has to know about a run.
 *
 * @param plainText the agent was started without its structured output
 * @param workdir where the agent works; paths below it are told relative to it
 * @param masking of what no event may show; it may learn more of it while the run goes on
 */
public record AgentRun(
        String agentType,
        boolean plainText,
        String workdir,
        @Nullable String requestedModel,
        Masking masking,
        Limits limits) {
    public AgentRun(
            String agentType,
            boolean plainText,
            String workdir,
            @Nullable String requestedModel,
            List<Secret> secrets,
            Limits limits) {
        this(agentType, plainText, workdir, requestedModel, new Masking(secrets), limits);
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
