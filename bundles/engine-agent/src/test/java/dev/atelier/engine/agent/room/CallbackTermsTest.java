package dev.atelier.engine.agent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackTermsTest {
    private static final String HERE = "http://127.0.0.1:4780";
    private static final String ELSEWHERE = "https://studio.example.com";

    private static CallbackTerms terms(String server, Map<String, Object> changed) {
        Map<String, Object> settings = new HashMap<>(Map.of("agent_worker_port", 54872));
        settings.putAll(changed);
        return CallbackTerms.of(ReadConfigTest.config(settings), server);
    }

    @Test
    void withoutAPortNothingElseMatters() {
        assertThat(terms(ELSEWHERE, Map.of("agent_worker_port", 0, "agent_worker_bind", "nowhere")))
                .isEqualTo(CallbackTerms.NOWHERE);
    }

    @Test
    void aServerIsToldWhereItReachesTheWorker() {
        assertThat(terms(HERE, Map.of()).url()).isEqualTo("http://127.0.0.1:54872");
        assertThat(terms(HERE, Map.of("agent_worker_bind", "::1")).url()).isEqualTo("http://[::1]:54872");
        assertThat(terms(ELSEWHERE, Map.of("agent_worker_bind", "0.0.0.0", "agent_allow__insecure__http", true))
                        .url())
                .matches("http://.+:54872")
                .doesNotContain("0.0.0.0");
        assertThat(terms(ELSEWHERE, Map.of("agent_worker_endpoint__url", " https://rig.example.com/cb "))
                        .url())
                .isEqualTo("https://rig.example.com/cb");
    }

    @ParameterizedTest
    @CsvSource({
        "agent_worker_bind, rig.example.com, agent.worker.bind must be a numeric address",
        "agent_worker_bind, 192.0.2.7, agent.worker.bind must be of this machine",
        "agent_worker_endpoint__url, rig:7, agent.worker.endpoint_url must be",
        "agent_worker_endpoint__url, https://me:secret@rig.example.com, agent.worker.endpoint_url must be",
        "agent_worker_endpoint__url, http://rig.example.com, agent.worker.endpoint_url must begin with https",
        "agent_worker_bind, 127.0.0.1, agent.worker.endpoint_url must say where"
    })
    void whereNothingCanBeReachedIsNamed(String setting, String value, String why) {
        assertThatThrownBy(() -> terms(ELSEWHERE, Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }
}
