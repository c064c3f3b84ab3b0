package dev.atelier.engine.agent.launch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells an agent of the models of the worker's studio. A task asks for one as {@code studio/<name>}; the key comes as a
 * secret.
 *
 * @param url of what speaks like OpenAI there
 * @param model that the task asks for; null for the agent's own choice
 */
public record ModelsOfStudio(String url, @Nullable String model) {
    /** The secret with a key of the studio. */
    public static final String KEY = "ATELIER_API_KEY";

    private static final String PREFIX = "studio/";

    Map<String, String> variables(String agentType) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ATELIER_MODELS_URL", url);
        if (agentType.equals("open_code") && model != null && model.startsWith(PREFIX)) {
            all.put("OPENCODE_CONFIG_CONTENT", Json.text(openCode(model.substring(PREFIX.length()))));
        }
        return all;
    }

    /** Its own form for a provider it has never heard of. */
    private ObjectNode openCode(String name) {
        ObjectNode config = Json.object();
        ObjectNode studio = config.putObject("provider").putObject("studio");
        studio.put("npm", "@ai-sdk/openai-compatible").put("name", "Studio");
        studio.putObject("options").put("baseURL", url).put("apiKey", "{env:" + KEY + "}");
        studio.putObject("models").putObject(name);
        return config.put("small_model", PREFIX + name); // titles and such, which it would ask others for
    }
}
