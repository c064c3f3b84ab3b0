package dev.atelier.engine.onnx.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens of one text encoder: what is in the {@code tokenizer} folder of a model. */
public final class Vocabulary {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int USUAL_LENGTH = 77;

    private final Map<String, Integer> ids;
    private final Map<String, Integer> ranks;
    private final int length;
    private final int pad;

    private Vocabulary(Map<String, Integer> ids, Map<String, Integer> ranks, int length, String pad)
            throws IOException {
        this.ids = ids;
        this.ranks = ranks;
        this.length = length;
        if (!ids.containsKey(START) || !ids.containsKey(END)) {
            throw new IOException("it is no vocabulary of CLIP: it lacks " + START + " or " + END);
        }
        this.pad = ids.getOrDefault(pad, ids.getOrDefault(END, 0));
    }

    public static Vocabulary read(Path folder) throws IOException {
        Map<String, Integer> ids = new HashMap<>();
        Map<String, Integer> ranks = new HashMap<>();
        if (Files.isRegularFile(folder.resolve("vocab.json"))) {
            add(JSON.readTree(folder.resolve("vocab.json").toFile()), ids);
            for (String line : Files.readAllLines(folder.resolve("merges.txt"))) {
                if (!line.isBlank() && !(ranks.isEmpty() && line.startsWith("#version"))) {
                    ranks.put(line.strip(), ranks.size());
                }
            }
        } else if (Files.isRegularFile(folder.resolve("tokenizer.json"))) {
            JsonNode model =
                    JSON.readTree(folder.resolve("tokenizer.json").toFile()).path("model");
            add(model.path("vocab"), ids);
            for (JsonNode merge : model.path("merges")) {
                String pair = merge.isArray()
                        ? merge.path(0).asText() + " " + merge.path(1).asText()
                        : merge.asText();
                ranks.put(pair, ranks.size());
            }
        } else {
            throw new FileNotFoundException("it has no " + folder.getFileName() + "/vocab.json");
        }
        JsonNode config = optional(folder.resolve("tokenizer_config.json"));
        int length = config.path("model_max_length").asInt(USUAL_LENGTH);
        String pad = first(config, optional(folder.resolve("special_tokens_map.json")));
        return new Vocabulary(ids, ranks, length < 3 || length > 10_000 ? USUAL_LENGTH : length, pad);
    }

    private static void add(JsonNode vocabulary, Map<String, Integer> ids) {
        vocabulary
                .properties()
                .forEach(each -> ids.put(each.getKey(), each.getValue().asInt()));
    }

    private static JsonNode optional(Path file) throws IOException {
        return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
    }

    /** Written as a word, or as an object about one. */
    private static String first(JsonNode... places) {
        for (JsonNode place : List.of(places)) {
            JsonNode pad = place.path("pad_token");
            String word = pad.isObject() ? pad.path("content").asText() : pad.asText();
            if (!word.isEmpty()) {
                return word;
            }
        }
        return END;
    }

    int length() {
        return length;
    }

    int start() {
        return ids.getOrDefault(START, 0);
    }

    int end() {
        return ids.getOrDefault(END, 0);
    }

    int pad() {
        return pad;
    }

    @Nullable
    Integer special(String word) {
        return word.equals(START) || word.equals(END) ? ids.get(word) : null;
    }

    /** Parts nobody has heard of end the text, as they do in the original. */
    int id(String part) {
        return ids.getOrDefault(part, end());
    }

    int rank(String left, String right) {
        return ranks.getOrDefault(left + " " + right, Integer.MAX_VALUE);
    }
}
