package dev.atelier.engine.whisper;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.engine.whisper.Backend.Heard;
import dev.atelier.engine.whisper.Backend.Way;
import dev.atelier.engine.whisper.Models.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What whisper-cli writes into its full JSON: characters that are cut between tokens among it, which is no UTF-8. */
final class CliAnswer {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private static final double PER_SECOND = 1_000;

    private CliAnswer() {}

    static Heard heard(byte[] json, Model model, Way way) throws IOException {
        JsonNode answer = MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
        if (!answer.path("transcription").isArray()) {
            throw new IOException("its file is no transcript");
        }
        List<Heard.Segment> segments = new ArrayList<>();
        for (JsonNode each : answer.path("transcription")) {
            Heard.Segment segment = new Heard.Segment(
                    each.at("/offsets/from").asDouble() / PER_SECOND,
                    each.at("/offsets/to").asDouble() / PER_SECOND,
                    each.path("text").asText());
            segments.add(way.words() ? Words.in(segment, tokens(each.path("tokens"), model)) : segment);
        }
        String language = answer.at("/result/language").asText();
        return new Heard(segments, way.language() == null && !language.isEmpty() ? language : null);
    }

    private static List<Words.Token> tokens(JsonNode list, Model model) {
        List<Words.Token> tokens = new ArrayList<>();
        for (JsonNode each : list) {
            if (each.path("id").asInt() < model.head().end()) {
                tokens.add(new Words.Token(
                        time(each.at("/offsets/from")),
                        time(each.at("/offsets/to")),
                        each.path("text").asText()));
            }
        }
        return tokens;
    }

    private static double time(JsonNode millis) {
        return millis.isNumber() ? millis.asDouble() / PER_SECOND : -1;
    }
}
