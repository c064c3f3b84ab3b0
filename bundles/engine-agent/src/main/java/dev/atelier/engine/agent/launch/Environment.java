package dev.atelier.engine.agent.launch;

import dev.atelier.common.api.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a container. Nothing of the worker's own environment is among them.
 *
 * @param seen by everyone who may inspect the container
 * @param hidden by way of its standard input
 */
public record Environment(Map<String, String> seen, Map<String, Secret> hidden) {
    private static final String TOKEN = "CLAUDE_CODE_OAUTH_TOKEN";

    /**
     * @param waits whether its agent is to begin only when it is told to: its way out is not open at once
     * @param proxy null when the container's network has none
     * @param models of the studio; null when they are not for agents
     */
    public record Facts(
            String taskId,
            String sessionId,
            String gitName,
            String gitEmail,
            boolean root,
            boolean waits,
            @Nullable String proxy,
            @Nullable ModelsOfStudio models) {}

    /**
     * What the worker says counts before secrets, and they before what is told of models.
     *
     * @param strict secrets never go where the engine keeps them
     */
    public static Environment of(AgentProgram agent, TaskSecrets secrets, Facts facts, boolean strict) {
        Map<String, Secret> variables = secrets.variables(agent.type());
        Map<String, String> own = new LinkedHashMap<>();
        if (strict || facts.waits()) {
            own.put(Launcher.FLAG, "1"); // it starts when it is told to: with its secrets, and a way out
        }
        if (variables.containsKey(TOKEN)) {
            own.put("CLAUDE_CODE_USE_OAUTH", "1");
        }
        if (facts.root() && agent.type().equals("claude_code")) {
            own.put("IS_SANDBOX", "1"); // it refuses to work as root without being asked, otherwise
        }
        fixed(own, facts);
        // What comes by standard input would be exported over what the container has.
        variables.keySet().removeAll(own.keySet());
        Map<String, String> seen = new LinkedHashMap<>();
        if (facts.models() != null) {
            seen.putAll(facts.models().variables(agent.type()));
        }
        if (!strict) {
            variables.forEach((name, secret) -> seen.put(name, secret.value()));
        }
        seen.putAll(own);
        return new Environment(seen, strict ? variables : Map.of());
    }

    /** Whether the agent waits to be told to start. */
    public boolean waits() {
        return seen.containsKey(Launcher.FLAG);
    }

    private static void fixed(Map<String, String> seen, Facts facts) {
        seen.put("HOME", Places.HOME);
        seen.put("TERM", "xterm-256color");
        seen.put("NO_COLOR", "1");
        seen.put("CI", "1");
        seen.put("NPM_CONFIG_CACHE", "/tmp/.npm");
        seen.put("NPM_CONFIG_LOGLEVEL", "error");
        seen.put("DELIDEV_TASK_ID", facts.taskId());
        seen.put("DELIDEV_SESSION_ID", facts.sessionId());
        seen.put("GIT_CONFIG_COUNT", "2");
        seen.put("GIT_CONFIG_KEY_0", "safe.directory");
        seen.put("GIT_CONFIG_VALUE_0", "*");
        seen.put("GIT_CONFIG_KEY_1", "gc.auto");
        seen.put("GIT_CONFIG_VALUE_1", "0");
        for (String who : new String[] {"AUTHOR", "COMMITTER"}) {
            seen.put("GIT_" + who + "_NAME", facts.gitName());
            seen.put("GIT_" + who + "_EMAIL", facts.gitEmail());
        }
        String proxy = facts.proxy();
        if (proxy != null) {
            for (String name : new String[] {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}) {
                seen.put(name, proxy);
            }
            seen.put("NO_PROXY", "localhost,127.0.0.1");
            seen.put("no_proxy", "localhost,127.0.0.1");
            seen.put("NODE_USE_ENV_PROXY", "1");
        }
    }

    @Override
    public String toString() {
        return "Environment" + seen.keySet() + hidden.keySet();
    }
}
