package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.model.samples.ParrotWhisper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class GgmlTest {
    private static final int NUMBERS = 12;

    private Path folder;
    private byte[] parrot;

    @BeforeAll
    void write(@TempDir Path own) throws Exception {
        folder = own;
        parrot = Files.readAllBytes(new ParrotWhisper().write(folder.resolve("parrot.bin")));
    }

    @Test
    void tellsWhatAModelUnderstands() throws Exception {
        assertThat(Ggml.read(folder.resolve("parrot.bin")).multilingual()).isFalse();
        Ggml many = Ggml.read(new ParrotWhisper().hearing("fr").write(folder.resolve("many.bin")));
        assertThat(many.multilingual()).isTrue();
        assertThat(many.languages()).isEqualTo(99);
    }

    /** Which number of the head is changed, and to what. */
    @ParameterizedTest
    @CsvSource({"1,-1", "2,0", "3,-64", "3,63", "4,3", "4,0", "5,99999", "6,-5", "7,128", "8,0", "9,0", "10,79", "13,9"
    })
    void refusesAHeadThatMakesNoSense(int index, int value) {
        assertThatThrownBy(() -> read(changed(index, value))).hasMessageStartingWith("its head makes no sense");
    }

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> read(changed(0, 0x46554747))).hasMessage("it is no whisper model (ggml)");
        assertThatThrownBy(() -> read(new byte[0])).hasMessage("it is no whisper model (ggml)");
    }

    @ParameterizedTest
    @CsvSource({"10", "100", "70000", "5000000", "-1"})
    void noticesThatTheEndIsMissing(int length) {
        byte[] cut = Arrays.copyOf(parrot, length < 0 ? parrot.length + length : length);

        assertThatThrownBy(() -> read(cut)).hasMessage("it ends too early; was it copied or downloaded whole?");
    }

    /** The library would take memory it never filled for its weights. */
    @Test
    void refusesAModelWithoutWeights() {
        int words = 4 * NUMBERS + 8 + 4 * 80 * 201;
        int at = words + 4;
        ByteBuffer bytes = ByteBuffer.wrap(parrot).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = bytes.getInt(words); i > 0; i--) {
            at += 4 + bytes.getInt(at);
        }
        byte[] cut = Arrays.copyOf(parrot, at);

        assertThatThrownBy(() -> read(cut)).hasMessageStartingWith("it ends too early");
    }

    private byte[] changed(int index, int value) {
        byte[] bytes = parrot.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4 * index, value);
        return bytes;
    }

    private Ggml read(byte[] bytes) throws IOException {
        return Ggml.read(Files.write(folder.resolve("changed.bin"), bytes));
    }
}
