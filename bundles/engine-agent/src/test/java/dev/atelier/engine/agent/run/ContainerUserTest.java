package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerUserTest {
    private static final ContainerUser ROOT = new ContainerUser(0, 0);
    private static final ContainerUser SOMEONE = new ContainerUser(501, 20);

    @Test
    void anAgentIsWhoTheWorkerIsButNotRoot() throws Exception {
        assertThat(ContainerUser.of(null, false, SOMEONE)).hasToString("501:20");
        assertThat(ContainerUser.of("", true, ROOT)).hasToString("1000:1000");
    }

    /** The only place that decides it: an engine is asked for whoever comes from here. */
    @ParameterizedTest
    @ValueSource(strings = {"0:0", "0:1000", "00:1"})
    void rootIsOneOnlyWhereThatIsAllowed(String configured) throws Exception {
        assertThat(ContainerUser.of(configured, true, ROOT).isRoot()).isTrue();
        assertRefused(configured, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "root", "1000", "-1:0", "1000:users"})
    void aUserIsGivenAsTwoNumbers(String configured) {
        assertRefused(configured, true);
    }

    private static void assertRefused(String configured, boolean rootAllowed) {
        assertThatThrownBy(() -> ContainerUser.of(configured, rootAllowed, SOMEONE))
                .isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.CONFIG_INVALID));
    }
}
