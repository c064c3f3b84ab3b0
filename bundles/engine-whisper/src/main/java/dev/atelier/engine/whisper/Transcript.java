package dev.atelier.engine.whisper;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.whisper.Backend.Heard;
import dev.atelier.engine.whisper.Windows.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What was heard so far, at the times of the whole recording. Each piece of its text is handed on once it is sure. */
final class Transcript {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Consumer<String> pieces;
    private final List<Heard.Segment> segments = new ArrayList<>();
    private final List<Heard.Word> words = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int told;

    Transcript(Consumer<String> pieces) {
        this.pieces = pieces;
    }

    /** The library rounds up to what it takes at once; nothing is ever said after the end of the sound. */
    void add(Window window, List<Heard.Segment> heard) {
        for (Heard.Segment segment : heard) {
            double start = at(window, segment.start());
            double end = Math.max(start, at(window, segment.end()));
            segments.add(new Heard.Segment(start, end, segment.text()));
            for (Heard.Word word : segment.words()) {
                double from = at(window, word.start());
                words.add(new Heard.Word(from, Math.max(from, at(window, word.end())), word.text()));
            }
            text.append(text.isEmpty() ? segment.text().stripLeading() : segment.text());
            tell();
        }
    }

    private static double at(Window window, double time) {
        return window.start() + Math.min(time, window.seconds());
    }

    /** Whether it knows when each word was said; so it does when there was none. */
    boolean tellsWords() {
        return !words.isEmpty() || text.toString().isBlank();
    }

    /** Space is told with the word that follows it, since none stands at the end of the whole. */
    private void tell() {
        int end = text.length();
        while (end > told && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end > told) {
            pieces.accept(text.substring(told, end));
            told = end;
        }
    }

    String json(String task, String language, double seconds, boolean withWords) {
        ObjectNode body = MAPPER.createObjectNode().put("task", task).put("language", language);
        body.put("duration", rounded(seconds)).put("text", text.toString().strip());
        ArrayNode list = body.putArray("segments");
        for (Heard.Segment segment : segments) {
            list.addObject()
                    .put("id", list.size() - 1)
                    .put("start", rounded(segment.start()))
                    .put("end", rounded(segment.end()))
                    .put("text", segment.text());
        }
        if (withWords && tellsWords()) {
            ArrayNode said = body.putArray("words");
            for (Heard.Word word : words) {
                said.addObject()
                        .put("word", word.text())
                        .put("start", rounded(word.start()))
                        .put("end", rounded(word.end()));
            }
        }
        return body.toString();
    }

    private static BigDecimal rounded(double seconds) {
        return BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
    }
}
