package dev.atelier.engine.agent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.engine.agent.launch.CommandLine;
import dev.atelier.engine.agent.run.AgentSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadConfigTest {
    static AgentConfig config(Map<String, Object> changed) {
        return (AgentConfig) Proxy.newProxyInstance(
                ReadConfigTest.class.getClassLoader(),
                new Class<?>[] {AgentConfig.class},
                (proxy, method, arguments) -> changed.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private static AgentSettings with(Map<String, Object> changed) {
        return ReadConfig.of(config(changed), "http://127.0.0.1:4780");
    }

    @Test
    void theUsualIsTheUsual() {
        assertThat(with(Map.of("agent_config", "off"))).isEqualTo(AgentSettings.DEFAULT);
        Path user = Path.of(System.getProperty("user.home"));
        assertThat(with(Map.of()).work().setup()).isEqualTo(new AgentSettings.Setup(user, false));
        assertThat(with(Map.of("agent_config", "bind")).work().setup()).isEqualTo(new AgentSettings.Setup(user, true));
    }

    @Test
    void readsSizesHostsAndChoices() {
        AgentSettings settings = with(Map.of(
                "agent_container_memory__limit", "512M",
                "agent_container_cpu__limit", "1.5",
                "agent_network_hosts", " api.example.com, *.models.test ,",
                "agent_tty__timeout__action", "FAIL",
                "agent_next__turn", "report",
                "agent_secret__injection", "env",
                "agent_container_user", "7:8",
                "agent_max__line__bytes", "1m",
                "agent_event__max__bytes", "4k"));

        assertThat(settings.box().limits().memoryBytes()).isEqualTo(512L << 20);
        assertThat(settings.box().limits().cpus()).isEqualTo(1.5);
        assertThat(settings.box().hosts().entries()).containsExactly("api.example.com", "*.models.test");
        assertThat(settings.box().user()).isEqualTo("7:8");
        assertThat(settings.asking().failsWithoutAnswer()).isTrue();
        assertThat(settings.asking().waitsForNextRun()).isFalse();
        assertThat(settings.secrets().strict()).isFalse();
        assertThat(settings.speech().limits()).isEqualTo(new AgentRun.Limits(1 << 20, 4 << 10));
    }

    @Test
    void whatIsSaidAboutACommandCountsForThatAgent() {
        AgentSettings settings = with(Map.of(
                "agent_args_claude__code", "--append-system-prompt 'be brief'",
                "agent_argv_amp", "-x {resume}",
                "agent_command_open__code", " /opt/oc ",
                "agent_output_codex__cli", "Text"));

        assertThat(settings.speech().commands())
                .containsOnly(
                        Map.entry("claude_code", new CommandLine(null, null, "--append-system-prompt 'be brief'")),
                        Map.entry("amp", new CommandLine(null, "-x {resume}", null)),
                        Map.entry("open_code", new CommandLine("/opt/oc", null, null)));
        assertThat(settings.speech().plainText()).containsExactly("codex_cli");
    }

    @Test
    void secretsForGitAreTakenEarlyOrNotAtAll() {
        assertThat(with(Map.of()).secrets().forGit()).isEmpty();
        assertThat(with(Map.of("agent_secrets__early", true)).secrets().forGit())
                .containsOnly(Map.entry("github.com", "GITHUB_TOKEN"), Map.entry("gitlab.com", "GITLAB_TOKEN"));
        assertThat(with(Map.of("agent_secrets__early", true, "agent_git_tokens", "Git.example:8443=FORGE"))
                        .secrets()
                        .forGit())
                .containsOnly(Map.entry("git.example:8443", "FORGE"));
    }

    @Test
    void everyAgentHasItsSettings() {
        for (String type : AgentPrograms.types()) {
            String end = "_" + type.replace("_", "__");
            for (String kind : List.of("command", "args", "argv")) {
                assertThat(with(Map.of("agent_" + kind + end, "x")).speech().commands())
                        .containsOnlyKeys(type);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "agent_args_claude__code, -x \"open, agent.args.claude_code",
        "agent_argv_amp, x\\, agent.argv.amp",
        "agent_command_aider, --version, agent.command.aider",
        "agent_output_gemini__cli, xml, agent.output.gemini_cli",
        "agent_container_memory__limit, 8 gigs, agent.container.memory_limit",
        "agent_container_memory__limit, 999999999999999t, agent.container.memory_limit",
        "agent_container_cpu__limit, many, agent.container.cpu_limit",
        "agent_container_network, a b, agent.container.network",
        "agent_network_hosts, http://x, agent.network.hosts",
        "agent_container_proxy, proxy:3128, agent.container.proxy",
        "agent_container_proxy, http://me:secret@proxy:3128, agent.container.proxy",
        "agent_config, link, agent.config",
        "agent_git_tokens, github.com, agent.git.tokens",
        "agent_git_tokens, https://github.com=GITHUB_TOKEN, agent.git.tokens",
        "agent_pull__policy, sometimes, agent.pull_policy",
        "agent_secret__injection, argv, agent.secret_injection",
        "agent_next__turn, perhaps, agent.next_turn",
        "agent_min__free__disk, -1, agent.min_free_disk",
        "agent_max__line__bytes, 1000, agent.max_line_bytes",
        "agent_event__max__bytes, 512k, agent.event_max_bytes"
    })
    void namesWhatIsWrong(String setting, String value, String named) {
        assertThatThrownBy(() -> with(Map.of("agent_secrets__early", true, setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named)
                .hasMessageContaining(value);
        String property = setting.replace("__", "\0").replace('_', '.').replace('\0', '_');
        assertThat(ReadConfig.refuse(property, value))
                .hasValueSatisfying(why -> assertThat(why).startsWith("must be"));
        assertThat(ReadConfig.refuse("other." + property, value)).isEmpty();
    }
}
