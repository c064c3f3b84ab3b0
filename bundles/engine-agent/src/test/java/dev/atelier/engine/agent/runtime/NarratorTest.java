package dev.atelier.engine.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.WorkerEvents;
import dev.atelier.wire.agent.api.Told;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NarratorTest {
    private final List<String> told = new ArrayList<>();
    private final Narrator narrator = new Narrator(this::heard, Clock.fixed(Instant.ofEpochMilli(7), ZoneOffset.UTC));

    private void heard(ObjectNode event) {
        JsonNode data = event.path("data");
        told.add(event.path("event").asText() + (data.isMissingNode() ? "" : " " + data));
    }

    private void tell(String event) throws IOException {
        narrator.tell(Json.parse(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), null);
    }

    @Test
    void piecesBecomeOneSaying() throws Exception {
        tell("{'type':'text_output','content':'He','stream':true}");
        tell("{'type':'text_output','content':'llo','stream':true}");
        assertThat(narrator.live()).isEqualTo("Hello");
        tell("{'type':'text_output','content':'Next.','stream':false}");
        tell("{'type':'thinking','content':'hm'}");

        assertThat(told)
                .containsExactly(
                        "text_delta {\"text\":\"He\"}",
                        "text_delta {\"text\":\"llo\"}",
                        "text_done {\"text\":\"Hello\"}",
                        "text_delta {\"text\":\"Next.\"}",
                        "text_done {\"text\":\"Next.\"}",
                        "thinking_start",
                        "thinking_done {\"text\":\"hm\"}");
        assertThat(narrator.live()).isEmpty();
    }

    @Test
    void toolsAreSeenAtWork() throws Exception {
        narrator.tell(
                Json.parse("{\"type\":\"tool_use\",\"tool_name\":\"edit\",\"input\":{\"a\":1}}"
                        .getBytes(StandardCharsets.UTF_8)),
                new Told.Meta("c1", null, null, false, false));
        tell("{'type':'tool_result','tool_name':'edit','output':'done\\nat last','is_error':false}");
        tell("{'type':'command_execution','command':'make','exit_code':2,'output':'no rule'}");
        tell("{'type':'error_output','content':'careful'}");
        tell("{'type':'file_change','path':'a','change_type':'modify'}");

        assertThat(told)
                .containsExactly(
                        "tool_call_start {\"id\":\"c1\",\"name\":\"edit\"}",
                        "tool_call_done {\"id\":\"c1\",\"name\":\"edit\",\"arguments\":\"{\\\"a\\\":1}\"}",
                        "tool_result {\"id\":\"tool\",\"summary\":\"done\",\"output\":\"done\\nat last\","
                                + "\"is_error\":false}",
                        "tool_call_start {\"id\":\"command-1\",\"name\":\"command\"}",
                        "tool_call_done {\"id\":\"command-1\",\"name\":\"command\","
                                + "\"arguments\":\"{\\\"command\\\":\\\"make\\\"}\"}",
                        "tool_result {\"id\":\"command-1\",\"summary\":\"exit 2: no rule\",\"output\":\"no rule\","
                                + "\"is_error\":true}",
                        "alert {\"level\":\"warn\",\"source\":\"worker\",\"message\":\"careful\",\"timestamp_ms\":7}");
    }

    @Test
    void aQuestionIsSaidAndTheEndIsTold() {
        narrator.asks("Which?", List.of("A", "B"));
        narrator.waits(true);
        narrator.waits(false);
        narrator.ended(new Narrator.Ending(
                Optional.of(WorkerEvents.usage(3L, null)), Optional.empty(), Optional.of("AGENT_CRASHED: it fell")));

        assertThat(told)
                .containsExactly(
                        "text_delta {\"text\":\"Which?\\n- A\\n- B\"}",
                        "text_done {\"text\":\"Which?\\n- A\\n- B\"}",
                        "status {\"status\":\"idle\"}",
                        "status {\"status\":\"running\"}",
                        "usage {\"input_tokens\":3,\"output_tokens\":null}",
                        "error {\"code\":\"provider_error\",\"message\":\"AGENT_CRASHED: it fell\"}",
                        "status {\"status\":\"idle\"}");
    }
}
