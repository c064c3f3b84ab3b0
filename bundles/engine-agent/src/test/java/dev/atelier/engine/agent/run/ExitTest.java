package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitTest {
    private static final Exit.Result GOOD = new Exit.Result(null);

    private static Optional<ErrorCode> code(Exit exit) {
        return exit.failure(Optional.empty()).map(AgentFailure::code);
    }

    @ParameterizedTest
    @CsvSource({
        "0, , , good, ",
        "0, , , , AGENT_NO_RESULT",
        "0, 8 GiB, , good, ",
        "1, 8 GiB, , good, CONTAINER_OOM",
        "137, 8 GiB, , , CONTAINER_OOM",
        ", 8 GiB, , , CONTAINER_OOM",
        ", , , good, CONTAINER_LOST",
        "127, , refused, , AGENT_NOT_INSTALLED",
        "126, , , , AGENT_NOT_EXECUTABLE",
        "1, , refused, bad, AGENT_AUTH_FAILED",
        "0, , refused, good, AGENT_AUTH_FAILED",
        "0, , , bad, AGENT_REPORTED_ERROR",
        "137, , , bad, AGENT_REPORTED_ERROR",
        "137, , , good, AGENT_KILLED",
        "143, , , , AGENT_KILLED",
        "2, , , good, AGENT_CRASHED"
    })
    void thePlainestReasonCounts(
            @Nullable Integer exit,
            @Nullable String memory,
            @Nullable String authentication,
            @Nullable String result,
            @Nullable ErrorCode expected) {
        Exit.Result told = result == null ? null : result.equals("good") ? GOOD : new Exit.Result("too hard");

        assertThat(code(new Exit(exit, memory, authentication, told, ""))).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void whatEndedItBeforeItsTimeComesFirst() {
        AgentFailure cancelled = new AgentFailure(ErrorCode.TASK_CANCELLED, "cancelled");

        assertThat(new Exit(137, "8 GiB", null, null, "").failure(Optional.of(cancelled)))
                .contains(cancelled);
    }

    @Test
    void theReasonIsOneLineForAPerson() {
        AgentFailure crash = new Exit(2, null, null, GOOD, "usage:\n  agent [-x]\n")
                .failure(Optional.empty())
                .orElseThrow();

        assertThat(crash).hasMessage("the agent exited with code 2: usage: agent [-x]");
        assertThat(crash.code().retryable()).isTrue();
        assertThat(new Exit(137, null, null, null, "").failure(Optional.empty()).orElseThrow())
                .hasMessageContaining("possible_oom");
        assertThat(new Exit(1, null, null, null, "x".repeat(5_000))
                        .failure(Optional.empty())
                        .orElseThrow()
                        .getMessage())
                .hasSize(2_000);
    }
}
