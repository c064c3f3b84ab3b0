package dev.atelier.engine.agent.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsOfStudioTest {
    private static final String URL = "http://studio.atelier.internal/v1";

    @Test
    void openCodeIsToldOfTheProviderAndWhereItsKeyIs() throws Exception {
        Map<String, String> variables = new ModelsOfStudio(URL, "studio/qwen").variables("open_code");

        JsonNode studio = Json.parse(variables.getOrDefault("OPENCODE_CONFIG_CONTENT", ""))
                .at("/provider/studio");
        assertThat(studio.at("/options/baseURL").asText()).isEqualTo(URL);
        assertThat(studio.at("/options/apiKey").asText()).isEqualTo("{env:ATELIER_API_KEY}");
        assertThat(studio.at("/models").has("qwen")).isTrue();
    }

    @Test
    void othersAreToldWhereTheyAreAndNoMore() {
        Map<String, String> told = Map.of("ATELIER_MODELS_URL", URL);

        assertThat(new ModelsOfStudio(URL, "anthropic/x").variables("open_code"))
                .isEqualTo(told);
        assertThat(new ModelsOfStudio(URL, null).variables("open_code")).isEqualTo(told);
        assertThat(new ModelsOfStudio(URL, "studio/qwen").variables("claude_code"))
                .isEqualTo(told);
    }
}
