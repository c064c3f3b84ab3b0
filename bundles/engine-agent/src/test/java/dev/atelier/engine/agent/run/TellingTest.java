package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.TaskSecrets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TellingTest {
    private final RecordedServer server = new RecordedServer();
    private final Telling telling = new Telling(server);

    @Test
    void aRunThatIsEndedAfterAGoodTurnDoesNotEndWell() {
        telling.agent(new AgentEvent.SessionEnd(null), EventMeta.NONE);
        telling.over(Optional.of(new AgentFailure(ErrorCode.TASK_CANCELLED, "the task was cancelled")));

        assertThat(server.texts("session_end", "success")).containsExactly("false");
        assertThat(server.texts("session_end", "error")).containsExactly("the task was cancelled");
    }

    @Test
    void aGoodEndIsToldAsItWas() {
        telling.agent(new AgentEvent.SessionEnd(null), EventMeta.NONE);
        telling.over(Optional.empty());

        assertThat(server.texts("session_end", "success")).containsExactly("true");
    }

    @Test
    void noSecretIsInAnAnswer() {
        telling.hide(TaskSecrets.of(Map.of("KEY", new Secret("sesame-open"))));
        telling.worker(new AgentEvent.UserResponse("use sesame-open"));

        assertThat(server.texts("user_response", "response")).containsExactly("use ***");
    }
}
