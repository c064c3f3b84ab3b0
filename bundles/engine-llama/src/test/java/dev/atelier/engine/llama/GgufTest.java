package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.model.samples.ParrotGguf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before each test
class GgufTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = new ParrotGguf().withContext(512).write(folder.resolve("parrot.gguf"));
    }

    @Test
    void readsWhatTheHeadSays() throws Exception {
        assertThat(Gguf.read(file)).isEqualTo(new Gguf("llama", 512, ParrotGguf.TEMPLATE, true, 1));
    }

    @Test
    void refusesWhatIsNoModel() throws Exception {
        Files.writeString(file, "<html>not found</html> and more than a few bytes");

        assertThatThrownBy(() -> Gguf.read(file)).hasMessage("it is no GGUF file");
    }

    @Test
    void refusesAFileThatWasCut() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, 100, 5000, whole.length / 2, whole.length - 20_000}) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> Gguf.read(file)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void brokenBytesAreAnIoExceptionAndNothingWorse() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] broken = whole.clone();
            for (int i = 0; i < 5; i++) {
                broken[4 + random.nextInt(600)] = (byte) random.nextInt();
            }
            Files.write(file, broken);
            try {
                assertThat(Gguf.read(file)).isNotNull();
            } catch (IOException expected) {
                assertThat(expected).hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void theSampleIsAModelAsTheFormatWantsIt() throws Exception {
        assertThat(new String(Arrays.copyOf(Files.readAllBytes(file), 4), StandardCharsets.US_ASCII))
                .isEqualTo("GGUF");
    }
}
