package dev.atelier.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputFilesTest {
    private final Path folder;

    InputFilesTest(@TempDir Path folder) {
        this.folder = folder.resolve("scratch");
    }

    private static String base64(String type, String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "'\u0089PNG\r\n\u001a\nrest', png",
        "'\u00ff\u00d8\u00ffrest', jpg",
        "GIF89arest, gif",
        "RIFFxxxxWEBPVP8L, webp",
        "RIFFxxxxWAVEfmt, wav",
        "'II*\0rest', tif",
        "BMrest, bmp",
        "ID3rest, mp3",
        "OggSrest, ogg",
        "fLaCrest, flac",
        "xxxxftypisom, mp4",
        "xxxxftypM4A rest, m4a",
        "'\u001aE\u00df\u00a3\u0001B\u0082\u0084webm', webm",
        "'\u001aE\u00df\u00a3\u0001B\u0082\u0088matroska', mkv",
        "nothing known, weird"
    })
    void aFileIsNamedByWhatItsBytesAre(String bytes, String extension) throws Exception {
        Path file = InputFiles.ofData(base64("image/weird", bytes), folder);

        assertThat(file).hasParent(folder).hasFileName(file.getFileName().toString());
        assertThat(file.getFileName().toString()).startsWith("input-").endsWith("." + extension);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
    }

    @Test
    void textWithEscapesIsDataToo() throws Exception {
        Path file = InputFiles.ofData("data:text/plain,a%20b+c%FF", folder);

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo("a b+c\u00ff");
        assertThat(file.toString()).endsWith(".plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data:image/png;base64", "data:image/png;base64,%%%", "data:image/png;base64,&&", "data:x,%G"})
    void brokenDataIsAnInputNobodyCanUse(String url) {
        assertThatThrownBy(() -> InputFiles.ofData(url, folder)).isInstanceOfSatisfying(EngineException.class, e -> {
            assertThat(e.code()).isEqualTo(InputFiles.BAD_INPUT);
            assertThat(e.retryable()).isFalse();
        });
    }

    @Test
    void dataIsBoundedBeforeItIsDecoded() {
        String much = "A".repeat(InputFiles.MOST_DATA_BYTES / 3 * 4 + 12);

        assertThatThrownBy(() -> InputFiles.ofData("data:image/png;base64," + much, folder))
                .hasMessageContaining("64 MiB");
    }

    @Test
    void aFileIsCopiedSoThatNobodyCanTouchTheOriginal() throws Exception {
        Path original = Files.writeString(folder.resolveSibling("a b.dat"), "OggSsound");

        Path copy = InputFiles.ofFile(original.toUri().toString(), folder);
        Files.writeString(copy, "changed");

        assertThat(copy.toString()).endsWith(".ogg");
        assertThat(original).hasContent("OggSsound");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///no/such/file", "file://elsewhere/x", "file:x", "file:///", "file:///a%00b"})
    void whatIsNoFileHereIsRefused(String url) {
        assertThatThrownBy(() -> InputFiles.ofFile(url, folder))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(InputFiles.BAD_INPUT));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a.PNG?x=.gif#y, png",
        "https://h/a.jpeg, jpg",
        "https://h/a.tiff, tif",
        "https://h/a, bin",
        "https://h/a.b/c, bin",
        "https://h/a.%2e, bin",
        "https://h/a.toolong, bin"
    })
    void theEndOfAPathNamesFormatsNobodyKnows(String url, String extension) throws IOException {
        assertThat(InputFiles.tail(url)).isEqualTo(extension);
    }
}
