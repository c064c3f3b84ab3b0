package dev.atelier.engine.onnx.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.tck.ContractContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerTest {
    private static final String VOCABULARY =
            "{\"a\":0,\"c\":1,\"t\":2,\"a</w>\":3,\"t</w>\":4,\"ca\":5,\"cat</w>\":6,\"!</w>\":7,\"Ã\":8,\"©</w>\":9,"
                    + "\"1</w>\":10,\"\\\"</w>\":11,\"<|startoftext|>\":20,\"<|endoftext|>\":21}";
    private static final String MERGES = "#version: 0.2\nc a\nca t</w>\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void putsPartsTogetherThatBelongTogether() throws Exception {
        assertThat(tokens("cat")).startsWith(20, 6, 21, 21).hasSize(77);
        assertThat(tokens("  A  Cat! ")).startsWith(20, 3, 6, 7, 21);
        assertThat(tokens("cata")).startsWith(20, 5, 2, 3, 21);
    }

    @Test
    void partsWordsFromNumbersAndSigns() throws Exception {
        assertThat(tokens("cat11\"")).startsWith(20, 6, 10, 10, 11, 21);
    }

    @Test
    void readsLettersOfOtherLanguagesByTheirBytes() throws Exception {
        assertThat(tokens("\u00e9")).startsWith(20, 8, 9, 21);
        assertThat(tokens("e\u0301")).startsWith(20, 8, 9, 21); // the same letter, written as two
    }

    @Test
    void endsWhereTheTextEncoderEnds() throws Exception {
        ClipTokenizer tokenizer = tokenizer("{\"model_max_length\":5,\"pad_token\":\"!</w>\"}");

        assertThat(tokenizer.tokens("cat", context()).ids()).containsExactly(20, 6, 21, 7, 7);
        assertThat(tokenizer.tokens("cat cat cat a a", context()).ids()).containsExactly(20, 6, 6, 6, 21);
        assertThat(tokenizer.tokens("cat cat cat a a", context()).cut()).isTrue();
        assertThat(tokenizer.tokens("cat cat cat", context()).cut()).isFalse();
        assertThat(tokenizer.tokens("", context()).ids()).containsExactly(20, 21, 7, 7, 7);
    }

    @Test
    void readsTheNewerFileToo() throws Exception {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"model\":{\"vocab\":" + VOCABULARY + ",\"merges\":[\"c a\",[\"ca\",\"t</w>\"]]}}");

        assertThat(new ClipTokenizer(Vocabulary.read(folder))
                        .tokens("cat", context())
                        .ids())
                .startsWith(20, 6, 21);
    }

    @Test
    void refusesVocabulariesOfOthers() throws Exception {
        assertThatThrownBy(() -> Vocabulary.read(folder)).isInstanceOf(IOException.class);

        Files.writeString(folder.resolve("vocab.json"), "{\"a\":1}");
        Files.writeString(folder.resolve("merges.txt"), "");

        assertThatThrownBy(() -> Vocabulary.read(folder)).hasMessageContaining("no vocabulary of CLIP");
    }

    @Test
    void spacesOfOtherScriptsPartWordsToo() throws Exception {
        assertThat(tokens("cat\u00a0cat\u3000a")).startsWith(20, 6, 6, 3, 21);
    }

    @Test
    void aWordWithoutEndIsReadUpToAPoint() throws Exception {
        ClipTokenizer tokenizer = tokenizer("{\"model_max_length\":1000}");

        ClipTokenizer.Tokens tokens = tokenizer.tokens("c".repeat(100_000), context());

        assertThat(tokens.cut()).isTrue();
        assertThat(tokens.ids().subList(1, 257)).containsOnly(1);
        assertThat(tokens.ids().get(257)).isEqualTo(21);
    }

    @Test
    void aCancelledJobReadsNoFurther() throws Exception {
        ContractContext context = context();
        context.cancel();

        assertThatThrownBy(() -> tokenizer("{}").tokens("cat cat", context))
                .isInstanceOf(EngineException.class)
                .extracting(e -> ((EngineException) e).code())
                .isEqualTo(EngineException.CANCELLED);
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job"));
    }

    private List<Integer> tokens(String text) throws IOException, EngineException {
        return tokenizer("{\"model_max_length\":1000000000000000019884624838656}")
                .tokens(text, context())
                .ids();
    }

    private ClipTokenizer tokenizer(String config) throws IOException {
        Files.writeString(folder.resolve("vocab.json"), VOCABULARY);
        Files.writeString(folder.resolve("merges.txt"), MERGES);
        Files.writeString(folder.resolve("tokenizer_config.json"), config);
        return new ClipTokenizer(Vocabulary.read(folder));
    }
}
