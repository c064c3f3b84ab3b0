package dev.atelier.engine.whisper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.whisper.Backend.Heard;
import dev.atelier.engine.whisper.Backend.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What whisper-server answers. What it calls words are tokens. */
final class ServerAnswer {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ServerAnswer() {}

    static Heard heard(String json, Way way) throws IOException {
        JsonNode answer = MAPPER.readTree(json);
        if (!answer.path("segments").isArray()) {
            throw new IOException("its answer is no transcript");
        }
        List<Heard.Segment> segments = new ArrayList<>();
        for (JsonNode each : answer.path("segments")) {
            Heard.Segment segment = new Heard.Segment(
                    each.path("start").asDouble(),
                    each.path("end").asDouble(),
                    each.path("text").asText());
            segments.add(way.words() ? Words.in(segment, tokens(each.path("words"))) : segment);
        }
        String language = Languages.code(answer.path("language").asText());
        return new Heard(segments, way.language() == null && !language.isEmpty() ? language : null);
    }

    private static List<Words.Token> tokens(JsonNode words) {
        List<Words.Token> tokens = new ArrayList<>();
        for (JsonNode each : words) {
            tokens.add(new Words.Token(
                    each.path("start").asDouble(-1),
                    each.path("end").asDouble(-1),
                    each.path("word").asText()));
        }
        return tokens;
    }
}
