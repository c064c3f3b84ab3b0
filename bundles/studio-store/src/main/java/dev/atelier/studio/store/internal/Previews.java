package dev.atelier.studio.store.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import java.io.IOException;

/** The beginning of what a job was asked for, as lists show it in place of the task. */
final class Previews {
    private static final int LONGEST = 200;

    private Previews() {}

    static String of(String task) {
        String prompt = prompt(task);
        if (prompt.length() <= LONGEST) {
            return prompt;
        }
        int end = Character.isHighSurrogate(prompt.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return prompt.substring(0, end) + "…";
    }

    private static String prompt(String task) {
        try {
            return prompt(Json.parse(task));
        } catch (IOException e) {
            return ""; // whoever made the job is told by its worker
        }
    }

    private static String prompt(JsonNode task) {
        return switch (task.path("kind").asText()) {
            case "llm" ->
                task.path("messages")
                        .path(task.path("messages").size() - 1)
                        .path("content")
                        .asText("");
            case "audio_stt" -> task.path("inputUrl").asText("");
            case "audio_tts" -> task.path("text").asText("");
            default -> task.path("prompt").asText("");
        };
    }
}
