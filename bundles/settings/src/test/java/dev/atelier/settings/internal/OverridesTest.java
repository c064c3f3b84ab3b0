package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.settings.internal.Overrides.Given;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {
    @ParameterizedTest
    @CsvSource({
        "local_api_port, STUDIO_WORKER_LOCAL_API_PORT",
        "agent.main_server.url, DELIDEV_MAIN_SERVER_URL",
        "agent.worker.max_tasks, DELIDEV_WORKER_MAX_TASKS",
        "agent.worker.endpoint_url, DELIDEV_WORKER_ENDPOINT_URL",
        "agent.container.socket, DELIDEV_DOCKER_SOCKET",
        "agent.config, DELIDEV_AGENT_CONFIG",
        "log.level, DELIDEV_LOG_LEVEL",
        "agent.container.runtime, DELIDEV_CONTAINER_RUNTIME",
        "agent.container.memory_limit, DELIDEV_CONTAINER_MEMORY_LIMIT",
        "agent.branch_template, DELIDEV_BRANCH_TEMPLATE",
        "agent.tty_timeout_action, DELIDEV_TTY_TIMEOUT_ACTION",
        "agent.args.claude_code, DELIDEV_AGENT_ARGS_CLAUDE_CODE",
        "agent.argv.amp, DELIDEV_AGENT_ARGV_AMP",
        "agent.command.open_code, DELIDEV_AGENT_COMMAND_OPEN_CODE",
        "agent.output.codex_cli, DELIDEV_AGENT_OUTPUT_CODEX_CLI"
    })
    void otherProgramsNamesAreKnown(String setting, String variable) {
        Overrides overrides = new Overrides(name -> null, Map.of(variable, "x")::get);

        assertThat(overrides.of(setting)).extracting(Given::source).containsExactly(variable);
    }

    @Test
    void theOwnNameIsStronger() {
        Overrides overrides = new Overrides(
                name -> null, Map.of("DELIDEV_NEXT_TURN", "wait", "ATELIER_AGENT_NEXT_TURN", "report")::get);

        assertThat(overrides.of("agent.next_turn")).extracting(Given::text).containsExactly("report", "wait");
    }

    @ParameterizedTest
    @CsvSource({
        "agent.enabled, DELIDEV_ENABLED",
        "agent.worktree_retention, DELIDEV_WORKTREE_RETENTION",
        "agent.image_retention, DELIDEV_IMAGE_RETENTION"
    })
    void whatMeansSomethingElseIsNotTaken(String setting, String variable) {
        assertThat(new Overrides(name -> null, Map.of(variable, "7d")::get).of(setting))
                .isEmpty();
    }
}
