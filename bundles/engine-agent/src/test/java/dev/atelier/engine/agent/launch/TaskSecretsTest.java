package dev.atelier.engine.agent.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSecretsTest {
    private static final Environment.Facts FACTS =
            new Environment.Facts("task", "session", "Agent", "agent@example.invalid", false, false, null, null);

    private static TaskSecrets of(String... namesAndValues) {
        Map<String, Secret> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put(namesAndValues[i], new Secret(namesAndValues[i + 1]));
        }
        return TaskSecrets.of(given);
    }

    private static AgentProgram agent(String type) {
        return Objects.requireNonNull(AgentPrograms.of(type));
    }

    @Test
    void keepsWhatMayBePassedOn() {
        TaskSecrets secrets = of(
                "OPENAI_API_KEY",
                "key-value",
                "lower",
                "x",
                "PATH",
                "/evil",
                "LD_PRELOAD",
                "x",
                "DELIDEV_X",
                "x",
                "GIT_CONFIG_COUNT",
                "1",
                "NUL",
                "a\0b",
                "BIG",
                "x".repeat(65 * 1024),
                "EMPTY",
                "",
                "1DIGIT",
                "x");

        assertThat(secrets.values()).containsOnlyKeys("OPENAI_API_KEY");
        assertThat(secrets.refused())
                .containsExactlyInAnyOrder(
                        "lower",
                        "PATH",
                        "LD_PRELOAD",
                        "DELIDEV_X",
                        "GIT_CONFIG_COUNT",
                        "NUL",
                        "BIG",
                        "EMPTY",
                        "1DIGIT");
        assertThat(secrets.toString()).isEqualTo("TaskSecrets[OPENAI_API_KEY]");
    }

    @Test
    void masksWholeValuesTheirLinesAndWhatJsonMakesOfThem() {
        TaskSecrets secrets = of("A", "first line\nsecond \"line\"", "B", "short", "C", "first line and more");

        assertThat(secrets.masked("first line and more, first line, short, second \\\"line\\\"!"))
                .isEqualTo("***, ***, short, ***!");
    }

    @Test
    void strictlyNothingOfThemIsSeen() {
        Environment environment = Environment.of(
                agent("codex_cli"), of("OPENAI_API_KEY", "canary-1", "GITHUB_TOKEN", "canary-2"), FACTS, true);

        assertThat(environment.hidden())
                .containsOnlyKeys("OPENAI_API_KEY", "CODEX_API_KEY", "GITHUB_TOKEN", "GH_TOKEN");
        assertThat(environment.seen().toString()).doesNotContain("canary");
        assertThat(environment.toString()).doesNotContain("canary");
        assertThat(environment.seen())
                .containsEntry("HOME", "/workspace")
                .containsEntry("DELIDEV_SECRETS_STDIN", "1")
                .containsEntry("GIT_COMMITTER_EMAIL", "agent@example.invalid")
                .doesNotContainKeys("PATH", "HTTP_PROXY", "CLAUDE_CODE_USE_OAUTH");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWorkersOwnWordCountsBeforeASecretOfThatName(boolean strict) {
        Environment.Facts behindAProxy = new Environment.Facts(
                "task", "session", "Agent", "agent@example.invalid", true, true, "http://127.0.0.1:3128", null);
        TaskSecrets secrets = of(
                "HTTPS_PROXY",
                "http://evil",
                "NO_PROXY",
                "*",
                "TERM",
                "dumb",
                "GIT_AUTHOR_NAME",
                "Mallory",
                "IS_SANDBOX",
                "0",
                "OPENAI_API_KEY",
                "key");

        Environment environment = Environment.of(agent("claude_code"), secrets, behindAProxy, strict);

        assertThat(environment.seen())
                .containsEntry("HTTPS_PROXY", "http://127.0.0.1:3128")
                .containsEntry("NO_PROXY", "localhost,127.0.0.1")
                .containsEntry("TERM", "xterm-256color")
                .containsEntry("GIT_AUTHOR_NAME", "Agent")
                .containsEntry("IS_SANDBOX", "1");
        assertThat(environment.waits()).as("for its way out").isTrue();
        if (strict) {
            assertThat(environment.hidden()).containsOnlyKeys("OPENAI_API_KEY");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSecretCountsBeforeWhatIsToldOfModels(boolean strict) {
        Environment.Facts withModels = new Environment.Facts(
                "task",
                "session",
                "Agent",
                "agent@example.invalid",
                false,
                false,
                null,
                new ModelsOfStudio("http://studio/v1", null));

        Environment environment =
                Environment.of(agent("codex_cli"), of("ATELIER_MODELS_URL", "http://own"), withModels, strict);

        if (strict) {
            assertThat(environment.hidden()).containsOnlyKeys("ATELIER_MODELS_URL");
        } else {
            assertThat(environment.seen()).containsEntry("ATELIER_MODELS_URL", "http://own");
        }
    }

    @Test
    void otherwiseTheyAreVariablesLikeOthers() {
        Environment environment = Environment.of(
                agent("claude_code"),
                of("CLAUDE_CODE_OAUTH_TOKEN", "token", "GOOGLE_AI_API_KEY", "g", "GEMINI_API_KEY", "own"),
                FACTS,
                false);

        assertThat(environment.hidden()).isEmpty();
        assertThat(environment.waits()).isFalse();
        assertThat(environment.seen())
                .containsEntry("CLAUDE_CODE_OAUTH_TOKEN", "token")
                .containsEntry("CLAUDE_CODE_USE_OAUTH", "1")
                .containsEntry("GEMINI_API_KEY", "own")
                .doesNotContainKeys("DELIDEV_SECRETS_STDIN", "IS_SANDBOX", "CODEX_API_KEY");
    }

    @Test
    void writesThemInOctal() {
        String lines = new String(Launcher.lines(of("KEY", "aü\n").values()), StandardCharsets.US_ASCII);

        assertThat(lines).isEqualTo("KEY=\\0141\\0303\\0274\\0012\n.\n");
    }
}
