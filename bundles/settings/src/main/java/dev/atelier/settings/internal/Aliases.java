package dev.atelier.settings.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables by which the operators of other programs know a setting: those in whose place this one is put. */
final class Aliases {
    private static final Map<String, String> NAMES = Map.of(
            "local_api_port", "STUDIO_WORKER_LOCAL_API_PORT",
            "sd_cli", "STUDIO_WORKER_SD_CLI",
            "sdcpp_url", "STUDIO_WORKER_SDCPP_URL",
            "log.level", "DELIDEV_LOG_LEVEL",
            "sdcpp_release", "STUDIO_WORKER_SDCPP_RELEASE",
            "agent.container.socket", "DELIDEV_DOCKER_SOCKET",
            "agent.config", "DELIDEV_AGENT_CONFIG");

    /** The same for all of coding agents. */
    private static final Pattern AGENT = Pattern.compile("agent\\.(.+)");

    /** Those of one type of agent keep the word: {@code agent.args.amp} is {@code DELIDEV_AGENT_ARGS_AMP}. */
    private static final Pattern OF_A_TYPE = Pattern.compile("agent\\.(args|argv|command|output)\\..+");

    /** The other program has none for it, or means something else by it: days are {@code 7d} there. */
    private static final Set<String> NONE =
            Set.of("agent.enabled", "agent.worktree_retention", "agent.image_retention");

    private Aliases() {}

    static Optional<String> of(String setting) {
        String name = NAMES.get(setting);
        if (name != null || NONE.contains(setting)) {
            return Optional.ofNullable(name);
        }
        Matcher agent = AGENT.matcher(setting);
        if (!agent.matches()) {
            return Optional.empty();
        }
        String rest = OF_A_TYPE.matcher(setting).matches() ? setting : agent.group(1);
        return Optional.of("DELIDEV_" + rest.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
}
