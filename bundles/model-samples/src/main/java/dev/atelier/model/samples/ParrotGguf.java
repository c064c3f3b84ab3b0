package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A language model of half a megabyte that answers every prompt with the same words and stops. Its blocks do nothing,
 * so the next token depends on the one before alone: whatever comes first leads to the first word, each word to the
 * next, and the last one to the end. Under a grammar it closes strings and objects soon. The arithmetic is exact
 * enough that the answer is the same on every machine.
 */
public final class ParrotGguf {
    /** What it says if nothing else is asked for. */
    public static final String WORDS =
            "Once upon a time one tiny model without any downloads answered every prompt with the same friendly words .";

    /** The template of its chat: messages between marks. */
    public static final String TEMPLATE =
            "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
                    + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static final int HEADS = 4;
    private static final int END = 4;

    /** How much a grammar's choice prefers what closes. */
    private static final Map<Character, Float> CLOSING =
            Map.of('"', 0.30f, '}', 0.29f, ']', 0.28f, ':', 0.27f, '4', 0.26f, '2', 0.25f);

    private List<String> words = List.of(WORDS.split(" "));
    private @Nullable String template = TEMPLATE;
    private int contextLength = 2048;
    private int side = 64;
    private int layers = 2;
    private boolean duplicate;

    /** Other words, parted by single spaces, each once; at most sixty unless it is larger. */
    public ParrotGguf saying(String text) {
        words = List.of(text.split(" "));
        return this;
    }

    /** Another template, or none. */
    public ParrotGguf withTemplate(@Nullable String other) {
        template = other;
        return this;
    }

    public ParrotGguf withContext(int length) {
        contextLength = length;
        return this;
    }

    /** Other than 64 numbers a token and 2 layers: as slow as a real model of that size; at most {@code side - 2} words. */
    public ParrotGguf sized(int width, int depth) {
        side = width;
        layers = depth;
        return this;
    }

    /** With one token twice, over which the native library aborts its whole process. */
    public ParrotGguf withDuplicateToken() {
        duplicate = true;
        return this;
    }

    public Path write(Path file) throws IOException {
        List<String> tokens = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        for (String mark : List.of("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")) {
            types.add(tokens.isEmpty() ? 2 : 3);
            tokens.add(mark);
            scores.add(0f);
        }
        for (int i = 0; i < 256; i++) {
            tokens.add(String.format("<0x%02X>", i));
            scores.add(0f);
            types.add(6);
        }
        int plain = tokens.size();
        tokens.add("\u2581");
        scores.add(-1f);
        types.add(1);
        for (char c = 33; c < 127; c++) {
            tokens.add(String.valueOf(c));
            scores.add(-2f);
            types.add(1);
        }
        int first = tokens.size();
        for (String word : words) {
            scores.add(-50f - tokens.size() + first);
            tokens.add("\u2581" + word);
            types.add(1);
        }
        if (duplicate) {
            tokens.set(first + 1, tokens.get(first));
        }
        GgufFile gguf = keys(tokens, scores, types);
        weights(gguf, tokens.size(), first, plain + 1);
        gguf.write(file);
        return file;
    }

    private GgufFile keys(List<String> tokens, List<Float> scores, List<Integer> types) {
        GgufFile gguf = new GgufFile()
                .put("general.architecture", "llama")
                .put("general.name", "parrot")
                .put("general.file_type", 0)
                .put("llama.vocab_size", tokens.size())
                .put("llama.context_length", contextLength)
                .put("llama.embedding_length", side)
                .put("llama.block_count", layers)
                .put("llama.feed_forward_length", 2 * side)
                .put("llama.attention.head_count", HEADS)
                .put("llama.attention.head_count_kv", HEADS)
                .put("llama.rope.dimension_count", side / HEADS)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("tokenizer.ggml.model", "llama")
                .putStrings("tokenizer.ggml.tokens", tokens)
                .putFloats("tokenizer.ggml.scores", scores)
                .putInts("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", END)
                .put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.ggml.add_bos_token", true);
        return template == null ? gguf : gguf.put("tokenizer.chat_template", template);
    }

    /** Word j lies on axis j + 1, everything else on axis 0; the head of word j looks along axis j. */
    private void weights(GgufFile gguf, int vocabulary, int first, int printable) {
        float[] embedding = new float[side * vocabulary];
        float[] head = new float[side * vocabulary];
        for (int token = 0; token < vocabulary; token++) {
            int axis = token >= first ? token - first + 1 : 0;
            embedding[token * side + axis] = 1;
            embedding[token * side + side - 1] = 0.5f;
        }
        for (int word = 0; word < words.size(); word++) {
            head[(first + word) * side + word] = 4;
        }
        head[END * side + words.size()] = 4;
        CLOSING.forEach((c, bias) -> head[(printable + c - 33) * side + side - 1] = bias);
        gguf.tensor("token_embd.weight", embedding, side, vocabulary)
                .tensor("output_norm.weight", ones(), side)
                .tensor("output.weight", head, side, vocabulary);
        for (int layer = 0; layer < layers; layer++) {
            String block = "blk." + layer + ".";
            gguf.tensor(block + "attn_norm.weight", ones(), side);
            for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
                gguf.tensor(block + part + ".weight", new float[side * side], side, side);
            }
            gguf.tensor(block + "ffn_norm.weight", ones(), side)
                    .tensor(block + "ffn_gate.weight", new float[side * 2 * side], side, 2 * side)
                    .tensor(block + "ffn_up.weight", new float[side * 2 * side], side, 2 * side)
                    .tensor(block + "ffn_down.weight", new float[2 * side * side], 2 * side, side);
        }
    }

    private float[] ones() {
        float[] ones = new float[side];
        Arrays.fill(ones, 1);
        return ones;
    }
}
