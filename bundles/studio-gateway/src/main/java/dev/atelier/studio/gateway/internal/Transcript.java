package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a worker heard, in the forms clients ask for. Where it has no segments, the whole is one. */
record Transcript(JsonNode heard, boolean translated) {
    private record Cue(double start, double end, String text) {}

    static Transcript of(JsonNode heard, boolean translated) throws IOException {
        if (!heard.path("text").isTextual()) {
            throw new IOException("the worker's answer is no transcript");
        }
        return new Transcript(heard, translated);
    }

    Body told(String format) {
        return switch (format) {
            case "text" -> Body.text(text() + "\n");
            case "srt" -> Body.text(srt());
            case "vtt" -> Body.text(vtt());
            case "verbose_json" -> Body.json(verbose());
            default -> Body.json(Json.object().put("text", text()));
        };
    }

    private String text() {
        return heard.path("text").textValue();
    }

    ObjectNode verbose() {
        ObjectNode document = Json.object().put("task", translated ? "translate" : "transcribe");
        document.put("language", heard.path("language").asText(""));
        document.set(
                "duration",
                heard.path("duration").isNumber()
                        ? heard.get("duration")
                        : Json.mapper().getNodeFactory().numberNode(0));
        document.put("text", text());
        ArrayNode segments = document.putArray("segments");
        for (Cue cue : cues()) {
            segments.addObject()
                    .put("id", segments.size() - 1)
                    .put("start", cue.start())
                    .put("end", cue.end())
                    .put("text", cue.text());
        }
        if (heard.path("words").isArray()) {
            document.set("words", heard.get("words"));
        }
        return document;
    }

    String srt() {
        StringBuilder out = new StringBuilder();
        int number = 0;
        for (Cue cue : cues()) {
            out.append(++number).append('\n').append(span(cue, ',')).append(cueText(cue));
        }
        return out.toString();
    }

    String vtt() {
        StringBuilder out = new StringBuilder("WEBVTT\n\n");
        cues().forEach(cue -> out.append(span(cue, '.')).append(cueText(cue)));
        return out.toString();
    }

    private List<Cue> cues() {
        List<Cue> cues = new ArrayList<>();
        JsonNode segments = heard.path("segments");
        if (segments.isArray()) { // some engines only count them
            for (JsonNode segment : segments) {
                cues.add(new Cue(
                        segment.path("start").asDouble(),
                        segment.path("end").asDouble(),
                        segment.path("text").asText("")));
            }
        }
        if (cues.isEmpty() && !text().isBlank()) {
            cues.add(new Cue(0, heard.path("duration").asDouble(), text()));
        }
        return cues;
    }

    /** An empty line ends a cue, so none may stand within. */
    private static String cueText(Cue cue) {
        return cue.text().strip().replaceAll("\\R\\s*\\R", "\n") + "\n\n";
    }

    private static String span(Cue cue, char point) {
        return time(cue.start(), point) + " --> " + time(cue.end(), point) + "\n";
    }

    private static String time(double seconds, char point) {
        long millis = Math.round(Math.max(0, seconds) * 1_000);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1_000 % 60,
                point,
                millis % 1_000);
    }
}
