package dev.atelier.engine.agent.launch;

import dev.atelier.agent.formats.api.Masking;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.git.Logins;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The secrets of one run: in memory, for as long as it runs. */
public final class TaskSecrets {
    public static final TaskSecrets NONE = new TaskSecrets(Map.of(), List.of());

    private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,127}");

    /** What would change how programs are found or loaded, how git works, or what the worker itself has said. */
    private static final Pattern KEPT =
            Pattern.compile("PATH|HOME|LD_.*|DYLD_.*|NODE_OPTIONS|BASH_ENV|ENV|IFS|GIT_CONFIG.*|GIT_SSH.*|DELIDEV_.*");

    private static final int MOST_BYTES = 64 * 1024;

    private final SortedMap<String, Secret> values;
    private final List<String> refused;
    private final Masking masking;

    private TaskSecrets(Map<String, Secret> values, List<String> refused) {
        this.values = new TreeMap<>(values);
        this.refused = List.copyOf(refused);
        this.masking = new Masking(List.copyOf(values.values()));
    }

    /** Those that may be used; the others are left out, by name in {@link #refused}. */
    public static TaskSecrets of(Map<String, Secret> given) {
        Map<String, Secret> kept = new TreeMap<>();
        List<String> refused = new ArrayList<>();
        given.forEach((name, secret) -> {
            String value = secret.value();
            boolean fits = NAME.matcher(name).matches()
                    && !KEPT.matcher(name).matches()
                    && value.indexOf('\0') < 0
                    && value.length() <= MOST_BYTES
                    && value.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
            if (fits && !value.isEmpty()) {
                kept.put(name, secret);
            } else {
                refused.add(name);
            }
        });
        return new TaskSecrets(kept, refused);
    }

    public Map<String, Secret> values() {
        return values;
    }

    public List<String> refused() {
        return refused;
    }

    /** What the agent is given: these, and some of them by the other names that agents look for. */
    Map<String, Secret> variables(String agentType) {
        SortedMap<String, Secret> all = new TreeMap<>(values);
        also(all, "GOOGLE_AI_API_KEY", "GEMINI_API_KEY");
        also(all, "GITHUB_TOKEN", "GH_TOKEN");
        if (agentType.equals("codex_cli")) {
            also(all, "OPENAI_API_KEY", "CODEX_API_KEY");
        }
        return all;
    }

    /** @param names of secrets, by host */
    public Logins logins(Map<String, String> names) {
        Map<String, Secret> tokens = new TreeMap<>();
        names.forEach((host, name) -> {
            Secret token = values.get(name);
            if (token != null) {
                tokens.put(host, token);
            }
        });
        return new Logins(tokens);
    }

    private static void also(Map<String, Secret> all, String name, String other) {
        Secret value = all.get(name);
        if (value != null) {
            all.putIfAbsent(other, value);
        }
    }

    /** What a person has said in confidence is no more to be seen than these. */
    public void hide(Secret said) {
        masking.hide(List.of(said));
    }

    public Masking masking() {
        return masking;
    }

    /** With stars in the place of every value. */
    public String masked(String text) {
        return masking.masked(text);
    }

    @Override
    public String toString() {
        return "TaskSecrets" + values.keySet();
    }
}
