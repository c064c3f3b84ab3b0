package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whisper model of eight megabytes that hears the same words in everything. Its blocks do nothing, so what it says
 * next depends on how much it has said alone: each place leads along an axis of its own to the word that belongs there.
 * The arithmetic is exact enough that the answer is the same on every machine.
 */
public final class ParrotWhisper {
    /** What it hears if nothing else is asked for. */
    public static final String WORDS =
            "this transcript was produced by a tiny generated whisper model without any download.";

    /** How many bytes at the end of the file are its last tensor. */
    public static final int LAST_TENSOR = 4 * 4 + "decoder.blocks.0.mlp.2.bias".length() + 4 * 64;

    private static final int ENGLISH_ONLY = 51_864;
    private static final int END = 50_256;
    private static final int FIRST_TIME = 50_363;
    private static final int FIRST_LANGUAGE = 50_259;
    private static final int TRANSLATE = 50_358;
    private static final int TIMES_A_SECOND = 50;

    /** The latest a model may begin that hears so little. */
    private static final int LATER = 10;

    private static final int SIDE = 64;
    private static final int HEADS = 2;
    private static final int LAYERS = 1;
    /** As little of the sound as there can be; it makes no difference, but takes a fifth of the time. */
    private static final int AUDIO = 300;

    private static final int TEXT = 448;
    private static final int MELS = 80;
    private static final int FREQUENCIES = 201;
    private static final int MAGIC = 0x67676d6c;
    private static final List<String> LANGUAGES = List.of("en", "zh", "de", "es", "ru", "ko", "fr");

    /** How strongly a place asks for its word, and a word answers. */
    private static final float ASKING = 60;

    private static final float ANSWERING = 10;
    private static final float LOUDER = 100;

    private String words = WORDS;
    private int seconds = 3;
    private @Nullable String language;
    private int layers = LAYERS;

    /** Other words, parted by single spaces; at most fifty. */
    public ParrotWhisper saying(String text) {
        words = text;
        return this;
    }

    /** For how long it says it takes, from the start of the sound. */
    public ParrotWhisper lasting(int duration) {
        seconds = duration;
        return this;
    }

    /**
     * With a model that knows more than English, and takes everything for one of English, Chinese, German, Spanish,
     * Russian, Korean or French. When it is to translate it begins a fifth of a second later.
     */
    public ParrotWhisper hearing(String code) {
        language = code;
        return this;
    }

    /** With less than no layers in its head, over which the native library aborts its whole process. */
    public ParrotWhisper withNegativeLayers() {
        layers = -LAYERS;
        return this;
    }

    public Path write(Path file) throws IOException {
        try (GgmlFile ggml = new GgmlFile(file)) {
            ggml.numbers(MAGIC, vocabulary(), AUDIO, SIDE, HEADS, layers, TEXT, SIDE, HEADS, layers, MELS, 1);
            ggml.numbers(MELS, FREQUENCIES);
            ggml.floats(filters());
            List<String> said = said();
            ggml.numbers(256 + said.size());
            for (int i = 0; i < 256; i++) {
                ggml.word(new byte[] {(byte) i});
            }
            for (String word : said) {
                ggml.word(word.getBytes(StandardCharsets.UTF_8));
            }
            encoder(ggml);
            decoder(ggml, said.size());
        }
        return file;
    }

    /** A space belongs to the word after it, as the library has it. */
    private List<String> said() {
        return Arrays.stream(words.split(" ")).map(word -> " " + word).toList();
    }

    private int vocabulary() {
        return language == null ? ENGLISH_ONLY : ENGLISH_ONLY + 1;
    }

    /** Any will do: nothing of what is heard gets as far as the words. */
    private static float[] filters() {
        float[] filters = new float[MELS * FREQUENCIES];
        for (int mel = 0; mel < MELS; mel++) {
            float middle = (mel + 1) * 200f / (MELS + 1);
            for (int k = 0; k < FREQUENCIES; k++) {
                filters[mel * FREQUENCIES + k] = Math.max(0, 1 - Math.abs(k - middle) / 2.5f) * 0.02f;
            }
        }
        return filters;
    }

    private static void encoder(GgmlFile ggml) throws IOException {
        ggml.zeros("encoder.positional_embedding", SIDE, AUDIO);
        ggml.halfZeros("encoder.conv1.weight", 3, MELS, SIDE);
        ggml.zeros("encoder.conv1.bias", 1, SIDE);
        ggml.halfZeros("encoder.conv2.weight", 3, SIDE, SIDE);
        ggml.zeros("encoder.conv2.bias", 1, SIDE);
        norm(ggml, "encoder.ln_post");
        for (int layer = 0; layer < LAYERS; layer++) {
            block(ggml, "encoder.blocks." + layer + ".", false);
        }
    }

    private void decoder(GgmlFile ggml, int said) throws IOException {
        int more = language == null ? 0 : 1;
        int[] tokens = new int[said + 3];
        tokens[0] = FIRST_TIME + more;
        for (int i = 0; i < said; i++) {
            tokens[i + 1] = 256 + i;
        }
        tokens[said + 1] = FIRST_TIME + more + seconds * TIMES_A_SECOND;
        tokens[said + 2] = END + more;
        // Before the first of them come the start, and for many languages the language and what is to be done.
        int before = 2 * more;
        float[] answers = new float[SIDE * vocabulary()];
        float[] places = new float[SIDE * TEXT];
        for (int i = 0; i < tokens.length; i++) {
            answers[tokens[i] * SIDE + before + i] = ANSWERING;
        }
        for (int place = 0; place < TEXT; place++) {
            places[place * SIDE + Math.min(place, before + tokens.length - 1)] = ASKING;
        }
        if (language != null) {
            answers[(FIRST_LANGUAGE + LANGUAGES.indexOf(language)) * SIDE] = ANSWERING;
            answers[TRANSLATE * SIDE + SIDE - 1] = LOUDER;
            answers[(FIRST_TIME + more + LATER) * SIDE + SIDE - 1] = ANSWERING;
        }
        ggml.whole("decoder.positional_embedding", places, SIDE, TEXT);
        ggml.half("decoder.token_embedding.weight", answers, SIDE, vocabulary());
        norm(ggml, "decoder.ln");
        for (int layer = 0; layer < LAYERS; layer++) {
            block(ggml, "decoder.blocks." + layer + ".", true);
        }
    }

    private static void block(GgmlFile ggml, String name, boolean decoder) throws IOException {
        attention(ggml, name + "attn");
        if (decoder) {
            attention(ggml, name + "cross_attn");
        }
        norm(ggml, name + "mlp_ln");
        ggml.halfZeros(name + "mlp.0.weight", SIDE, 4 * SIDE);
        ggml.zeros(name + "mlp.0.bias", 4 * SIDE);
        ggml.halfZeros(name + "mlp.2.weight", 4 * SIDE, SIDE);
        ggml.zeros(name + "mlp.2.bias", SIDE);
    }

    private static void attention(GgmlFile ggml, String name) throws IOException {
        norm(ggml, name + "_ln");
        for (String part : List.of("query", "key", "value", "out")) {
            ggml.halfZeros(name + "." + part + ".weight", SIDE, SIDE);
            if (!part.equals("key")) {
                ggml.zeros(name + "." + part + ".bias", SIDE);
            }
        }
    }

    private static void norm(GgmlFile ggml, String name) throws IOException {
        float[] ones = new float[SIDE];
        Arrays.fill(ones, 1);
        ggml.whole(name + ".weight", ones, SIDE);
        ggml.zeros(name + ".bias", SIDE);
    }
}
