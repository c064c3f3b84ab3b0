package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A tokenizer as CLIP has it, with all letters and few words: those of colours. */
final class ColourWords {
    /** How far a colour lies from grey, before it is bent into the range of pictures. */
    static final float FAR = 1.2f;

    private static final String END_OF_WORD = "</w>";
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";

    /** Words and where they lie; words that come first are put together first. */
    private static final Map<String, float[]> WORDS = words();

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Set<String> merges = new LinkedHashSet<>();

    ColourWords() {
        List<String> letters = letters();
        letters.forEach(this::add);
        letters.forEach(letter -> add(letter + END_OF_WORD));
        for (String word : WORDS.keySet()) {
            String done = word.substring(0, 1);
            for (int i = 1; i < word.length(); i++) {
                String next = word.charAt(i) + (i == word.length() - 1 ? END_OF_WORD : "");
                merges.add(done + " " + next);
                done += next;
                add(done);
            }
        }
        add(START);
        add(END);
    }

    private static Map<String, float[]> words() {
        Map<String, float[]> words = new LinkedHashMap<>();
        words.put("green", new float[] {-FAR, FAR, -FAR, 0});
        words.put("blue", new float[] {-FAR, -FAR, FAR, 0});
        words.put("red", new float[] {FAR, -FAR, -FAR, 0});
        words.put("dim", new float[] {0.3f, 0.1f, -0.2f, 0});
        return words;
    }

    /** Where a word lies; in the middle when it is none of these. */
    static float[] place(String word) {
        return WORDS.getOrDefault(word, new float[4]).clone();
    }

    /** As an embedding: a row of four numbers for each token, zero for those that are no words. */
    float[] embedding() {
        float[] rows = new float[ids.size() * 4];
        WORDS.forEach((word, place) -> {
            Integer id = ids.get(word + END_OF_WORD);
            if (id != null) {
                System.arraycopy(place, 0, rows, id * 4, 4);
            }
        });
        return rows;
    }

    int size() {
        return ids.size();
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder json = new StringBuilder("{");
        ids.forEach((token, id) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(token.replace("\\", "\\\\").replace("\"", "\\\""))
                .append("\":")
                .append(id));
        Files.writeString(folder.resolve("vocab.json"), json.append('}'), StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("merges.txt"),
                "#version: 0.2\n" + String.join("\n", merges) + "\n",
                StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\":\"CLIPTokenizer\",\"model_max_length\":77,\"bos_token\":\"" + START
                        + "\",\"eos_token\":\"" + END + "\",\"pad_token\":{\"content\":\"" + END + "\"}}");
    }

    private void add(String token) {
        ids.putIfAbsent(token, ids.size());
    }

    /** Bytes as letters that can be seen, as the original tokenizer has them. */
    private static List<String> letters() {
        List<String> seen = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            if ((b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae) {
                seen.add(Character.toString(b));
            } else {
                others.add(Character.toString(256 + others.size()));
            }
        }
        seen.addAll(others);
        return seen;
    }
}
