package dev.atelier.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by the test engine
class FileFolderTest {
    @TempDir
    Path folder;

    @Test
    void aFileBelongsWhereItIsInItsUrl() {
        assertThat(place("https://a.invalid/org/repo/resolve/main/unet/model.onnx?download=true#x"))
                .isEqualTo("unet/model.onnx");
        assertThat(place("https://a.invalid/org/repo/resolve/main/model_index.json"))
                .isEqualTo("model_index.json");
        assertThat(place("https://a.invalid/unknown/lama.onnx")).isEqualTo("lama.onnx");
        assertThat(FileFolder.is(List.of(file("https://a.invalid/m/unet/model.onnx"))))
                .isFalse();
        assertThat(FileFolder.is(List.of(file("https://a.invalid/m/model_index.json"))))
                .isTrue();
    }

    @Test
    void theFolderHasWhatTheFilesHave() throws Exception {
        Path flat = Files.writeString(folder.resolve("sd-unet.onnx"), "weights");
        FileFolder folders = new FileFolder(folder.resolve("data"));

        Path made = folders.of(Map.of("unet/model.onnx", flat));

        assertThat(made.resolve("unet/model.onnx")).hasContent("weights");
        assertThat(folders.of(Map.of("unet/model.onnx", flat))).isEqualTo(made);
        assertThat(folders.of(Map.of("unet/other.onnx", flat))).isNotEqualTo(made);
    }

    @Test
    void whatAnEarlierRunLeftGoesAndTheFilesStay() throws Exception {
        Path flat = Files.writeString(folder.resolve("sd-unet.onnx"), "weights");
        Path old = new FileFolder(folder.resolve("data")).of(Map.of("unet/old.onnx", flat));

        Path made = new FileFolder(folder.resolve("data")).of(Map.of("unet/model.onnx", flat));

        assertThat(old).doesNotExist();
        assertThat(made).isNotEmptyDirectory();
        assertThat(flat).hasContent("weights");
    }

    @Test
    void namesThatLeadOutsideAreRefused() throws Exception {
        Path flat = Files.writeString(folder.resolve("x"), "x");

        assertThatThrownBy(() -> new FileFolder(folder.resolve("data")).of(Map.of("../../x", flat)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("no name of a file");
    }

    private static String place(String url) {
        return FileFolder.place(file(url));
    }

    private static ModelSource.File file(String url) {
        return new ModelSource.File(ModelSource.Role.MODEL, url, "some-file", null, null);
    }
}
