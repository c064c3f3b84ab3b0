package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.MetricSource;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRoutesTest {
    private final FakeStudio studio = new FakeStudio();

    @AfterEach
    void stop() {
        studio.close();
    }

    private FakeExchange get(String route, Map<String, String> names) throws Exception {
        return studio.send(new FakeExchange(names, ""), "GET " + route);
    }

    @Test
    void theListHasWhatIsEnabled() throws Exception {
        JsonNode list = get("/models", Map.of()).answered();

        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.path("data"))
                .extracting(model -> model.path("id").asText())
                .containsExactly("audio_stt", "audio_tts", "image", "llm");
        assertThat(list.at("/data/0/object").asText()).isEqualTo("model");
        assertThat(list.at("/data/0/created").asLong()).isEqualTo(7);
    }

    @Test
    void oneModelIsFoundUnlessItIsDisabled() throws Exception {
        assertThat(get("/models/{id}", Map.of("id", "llm"))
                        .answered()
                        .path("id")
                        .asText())
                .isEqualTo("llm");
        assertThat(get("/models/{id}", Map.of("id", "off")).code()).isEqualTo("model_not_found");
    }

    @Test
    void modelsAreNotForStrangers() throws Exception {
        assertThat(studio.unkeyed(new FakeExchange(Map.of(), ""), "GET /models").status())
                .isEqualTo(401);
    }

    @Test
    void whateverIsRefusedElsewhereComesInTheEnvelopeToo() {
        assertThat(Errors.body(HttpError.plain(413, "too big")).toString())
                .isEqualTo("{\"error\":{\"message\":\"too big\",\"type\":\"invalid_request_error\",\"param\":null,"
                        + "\"code\":\"request_too_large\"}}");
        assertThat(Errors.body(HttpError.plain(404, "not found"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("unknown_url");
    }

    @Test
    void figuresTellRoutesStatusesAndTime() throws Exception {
        var unused = studio.post("/chat/completions", "{}");

        List<String> figures = new ArrayList<>();
        studio.desk.collect(new MetricSource.Sink() {
            @Override
            public void counter(String name, String help, double value, Map<String, String> labels) {
                figures.add(name + labels.get("route") + labels.getOrDefault("status", ""));
            }

            @Override
            public void gauge(String name, String help, double value, Map<String, String> labels) {
                figures.add(name + " " + (int) value);
            }
        });

        assertThat(figures)
                .containsExactly(
                        "atelier_gateway_requests_totalchat.completions400",
                        "atelier_gateway_seconds_totalchat.completions",
                        "atelier_gateway_waiting 0",
                        "atelier_gateway_result_bytes 0");
    }
}
