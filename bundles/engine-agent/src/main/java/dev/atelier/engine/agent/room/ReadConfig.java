package dev.atelier.engine.agent.room;

import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.engine.agent.git.Remote;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.network.AllowList;
import dev.atelier.engine.agent.network.StudioModels;
import dev.atelier.engine.agent.run.AgentSettings;
import dev.atelier.engine.agent.run.AgentSettings.Images.Pull;
import dev.atelier.engine.agent.runtime.AgentProfile;
import dev.atelier.engine.agent.runtime.RuntimeTerms;
import dev.atelier.engine.agent.runtime.RuntimeTerms.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings as what they mean. */
final class ReadConfig {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([bkmgt]?)");
    private static final Pattern WORKSPACE =
            Pattern.compile("(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)=(?<url>[^#]+)(#(?<branch>[^#-][^#]*))?");
    private static final Pattern TOKEN =
            Pattern.compile("(?<host>[A-Za-z0-9.-]+(:\\d{1,5})?)=(?<secret>[A-Z_][A-Z0-9_]*)");
    /** Without who uses it: the engine keeps it, and shows it to all who ask. */
    private static final Pattern PROXY = Pattern.compile("https?://[^\\s/@]+/?");

    private static final String UNITS = "bkmgt";
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration PULL = Duration.ofMinutes(15);
    private static final Duration BUILD = Duration.ofMinutes(30);
    private static final long TMP = 1L << 30;
    private static final int LEAST_READ = 1 << 10;
    /** As a whole in memory, more than once. */
    private static final int MOST_OF_A_LINE = 32 << 20;
    /** Written down as JSON it is twice as long at times, and a studio keeps no event of over a million characters. */
    private static final int MOST_OF_AN_EVENT = 384 << 10;

    private ReadConfig() {}

    /**
     * @param server that tasks come from
     * @throws IllegalArgumentException naming the setting and what it may be
     */
    static AgentSettings of(AgentConfig config, String server) {
        return new AgentSettings(
                box(config, server),
                new AgentSettings.Times(
                        Duration.ofSeconds(config.agent_task__timeout()),
                        Duration.ofSeconds(config.agent_idle__timeout()),
                        Duration.ofSeconds(config.agent_stop__grace()),
                        START,
                        DRAIN),
                new AgentSettings.Asking(
                        Duration.ofSeconds(config.agent_tty__timeout()),
                        choice("agent.tty_timeout_action", config.agent_tty__timeout__action(), "deny", "fail") == 1,
                        choice("agent.next_turn", config.agent_next__turn(), "report", "wait") == 1),
                new AgentSettings.Work(
                        config.agent_branch__template(),
                        config.agent_auto__commit(),
                        config.agent_git_name(),
                        config.agent_git_email(),
                        config.agent_git_submodules(),
                        config.agent_keep__home(),
                        setup(config.agent_config())),
                new AgentSettings.Images(
                        config.agent_default__image(),
                        pull(config.agent_pull__policy()),
                        config.agent_allow__custom__image(),
                        PULL,
                        BUILD,
                        "bridge"),
                new AgentSettings.SecretRules(
                        choice("agent.secret_injection", config.agent_secret__injection(), "env", "stdin") == 1,
                        Duration.ofSeconds(config.agent_secrets__wait()),
                        config.agent_require__secrets(),
                        config.agent_secrets__early() ? tokens(config.agent_git_tokens()) : Map.of()),
                new AgentSettings.Speech(
                        ReadCommands.of(config),
                        ReadCommands.plainText(config),
                        config.agent_prompt__preamble(),
                        new AgentRun.Limits(
                                line(config.agent_max__line__bytes()), event(config.agent_event__max__bytes()))));
    }

    private static AgentSettings.@Nullable Setup setup(String way) {
        int chosen = choice("agent.config", way, "off", "copy", "bind");
        return chosen == 0 ? null : new AgentSettings.Setup(Path.of(System.getProperty("user.home")), chosen == 2);
    }

    /** @throws IllegalArgumentException naming the setting and what it may be */
    static RuntimeTerms runtime(AgentConfig config) {
        String model = config.agent_runtime_model().strip();
        String secrets = config.agent_runtime_secrets__file().strip();
        return new RuntimeTerms(
                new AgentProfile(agentType(config.agent_runtime_type()), model.isEmpty() ? null : model),
                workspaces(config.agent_runtime_workspaces()),
                secrets.isEmpty() ? null : Path.of(secrets),
                config.agent_worker_max__tasks());
    }

    private static String agentType(String type) {
        String wanted = type.strip();
        if (!AgentPrograms.types().contains(wanted)) {
            throw wrong("agent.runtime.type", type, String.join(" or ", AgentPrograms.types()));
        }
        return wanted;
    }

    private static Map<String, Workspace> workspaces(String listed) {
        Map<String, Workspace> workspaces = new LinkedHashMap<>();
        for (String each : items(listed)) {
            Matcher parts = WORKSPACE.matcher(each);
            if (!parts.matches()) {
                throw wrong("agent.runtime.workspaces", each, "a list of name=address or name=address#branch");
            }
            String branch = parts.group("branch");
            workspaces.put(
                    parts.group("name"),
                    new Workspace(new Remote(parts.group("url")).text(), branch == null ? "main" : branch));
        }
        return workspaces;
    }

    private static Map<String, String> tokens(String listed) {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String each : items(listed)) {
            Matcher parts = TOKEN.matcher(each);
            if (!parts.matches()) {
                throw wrong("agent.git.tokens", each, "a list of host=SECRET, such as github.com=GITHUB_TOKEN");
            }
            tokens.put(parts.group("host").toLowerCase(Locale.ROOT), parts.group("secret"));
        }
        return tokens;
    }

    private static Pull pull(String policy) {
        String wanted = policy.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(Pull.values())
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> wrong("agent.pull_policy", policy, "missing, always or never"));
    }

    private static AgentSettings.Box box(AgentConfig config, String server) {
        AllowList hosts = hosts(config.agent_network_hosts());
        return new AgentSettings.Box(
                network(config.agent_container_network()),
                config.agent_network_studio()
                        ? new AllowList(hosts.entries(), new StudioModels(URI.create(server)))
                        : hosts,
                user(config.agent_container_user()),
                config.agent_allow__root__container(),
                config.agent_container_readonly(),
                new ContainerSpec.Limits(
                        size("agent.container.memory_limit", config.agent_container_memory__limit()),
                        processors(config.agent_container_cpu__limit()),
                        config.agent_container_pids(),
                        TMP),
                size("agent.min_free_disk", config.agent_min__free__disk()),
                choice("agent.oom_policy", config.agent_oom__policy(), "warn", "kill") == 1,
                proxy(config.agent_container_proxy()),
                config.agent_mount__relabel());
    }

    /** Why a value is none, as the rest of a sentence that begins with the setting; empty when it is one. */
    static Optional<String> refuse(String setting, String value) {
        try {
            switch (setting) {
                case "agent.state_dir", "agent.worktree_dir" -> place(setting, value);
                case "agent.container.memory_limit", "agent.min_free_disk" -> size(setting, value);
                case "agent.max_line_bytes" -> line(value);
                case "agent.event_max_bytes" -> event(value);
                case "agent.container.cpu_limit" -> processors(value);
                case "agent.network.hosts" -> hosts(value);
                case "agent.container.network" -> network(value);
                case "agent.container.user" -> user(value);
                case "agent.container.runtime" -> choice(setting, value, "docker", "podman", "auto");
                case "agent.runtime.type" -> agentType(value);
                case "agent.runtime.workspaces" -> workspaces(value);
                case "agent.worker.bind" -> CallbackTerms.bind(value);
                case "agent.worker.endpoint_url" -> CallbackTerms.url(value);
                case "agent.pull_policy" -> pull(value);
                case "agent.secret_injection" -> choice(setting, value, "env", "stdin");
                case "agent.oom_policy" -> choice(setting, value, "warn", "kill");
                case "agent.tty_timeout_action" -> choice(setting, value, "deny", "fail");
                case "agent.config" -> setup(value);
                case "agent.container.proxy" -> proxy(value);
                case "agent.git.tokens" -> tokens(value);
                case "agent.next_turn" -> choice(setting, value, "report", "wait");
                case "agent.output.gemini_cli", "agent.output.codex_cli" -> ReadCommands.isText(setting, value);
                default -> ReadCommands.check(setting, value); // of others any will do, or metatype says which
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            return Optional.of(
                    why.startsWith(setting + " ") ? why.substring(setting.length() + 1) : "is refused: " + why);
        }
    }

    private static void place(String setting, String value) {
        if (!value.isBlank()) {
            Ground.folder(setting, value);
        }
    }

    private static @Nullable String proxy(String text) {
        String proxy = text.strip();
        if (!proxy.isEmpty() && !PROXY.matcher(proxy).matches()) {
            throw wrong("agent.container.proxy", text, "an address such as http://proxy.example:3128");
        }
        return proxy.isEmpty() ? null : proxy;
    }

    private static String network(String network) {
        if (!network.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw wrong("agent.container.network", network, "filtered, none, bridge, host or the name of a network");
        }
        return network;
    }

    private static @Nullable String user(String text) {
        String user = text.strip();
        if (!user.isEmpty() && !user.matches("\\d{1,9}:\\d{1,9}")) {
            throw wrong("agent.container.user", text, "a uid:gid such as 1000:1000");
        }
        return user.isEmpty() ? null : user;
    }

    private static List<String> items(String listed) {
        return Arrays.stream(listed.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static AllowList hosts(String listed) {
        try {
            return new AllowList(items(listed));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("agent.network.hosts must be a list of hosts; " + e.getMessage(), e);
        }
    }

    /** In bytes; units are powers of 1024. */
    private static long size(String setting, String text) {
        Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw wrong(setting, text, "a number of bytes, or one with b, k, m, g or t behind it");
        }
        int unit = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2));
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * unit));
        } catch (ArithmeticException e) {
            throw wrong(setting, text, "smaller");
        }
    }

    private static int line(String text) {
        return sizeBetween("agent.max_line_bytes", text, LEAST_READ, MOST_OF_A_LINE);
    }

    private static int event(String text) {
        return sizeBetween("agent.event_max_bytes", text, LEAST_READ, MOST_OF_AN_EVENT);
    }

    private static int sizeBetween(String setting, String text, int least, int most) {
        long size = size(setting, text);
        if (size < least || size > most) {
            throw wrong(setting, text, "between " + (least >> 10) + "k and " + (most >> 10) + "k");
        }
        return (int) size;
    }

    private static double processors(String text) {
        if (text.isBlank()) {
            return 0;
        }
        if (!text.strip().matches("\\d{1,4}(\\.\\d{1,3})?")) {
            throw wrong("agent.container.cpu_limit", text, "a number such as 1.5");
        }
        return Double.parseDouble(text.strip());
    }

    static int choice(String setting, String text, String... choices) {
        int chosen = List.of(choices).indexOf(text.strip().toLowerCase(Locale.ROOT));
        if (chosen < 0) {
            throw wrong(setting, text, String.join(" or ", choices));
        }
        return chosen;
    }

    static IllegalArgumentException wrong(String setting, String text, String wanted) {
        return new IllegalArgumentException(setting + " must be " + wanted + ", not \"" + text + "\"");
    }
}
