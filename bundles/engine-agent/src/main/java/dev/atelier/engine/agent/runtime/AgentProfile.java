package dev.atelier.engine.agent.runtime;

import dev.atelier.runtime.api.ProfileSelector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which agent a Worker is: {@code agent}, {@code agent:<type>} or {@code agent:<type>:<model>} among the builtin profiles.
 *
 * @param model null to leave it to the agent
 */
public record AgentProfile(String type, @Nullable String model) {
    private static final String BUILTIN = "builtin:";
    private static final String AGENT = "agent";

    /**
     * @param usual where the profile does not say
     * @return empty for a profile of something else
     */
    static Optional<AgentProfile> of(ProfileSelector selector, AgentProfile usual) {
        String value = selector.value();
        if (selector.kind() != ProfileSelector.Kind.BUILTIN || value == null) {
            return Optional.empty();
        }
        String[] words = value.substring(value.startsWith(BUILTIN) ? BUILTIN.length() : 0)
                .split(":", 3);
        if (!words[0].equals(AGENT)) {
            return Optional.empty();
        }
        if (words.length == 1) {
            return Optional.of(usual);
        }
        return Optional.of(new AgentProfile(words[1], words.length == 2 ? null : words[2]));
    }
}
