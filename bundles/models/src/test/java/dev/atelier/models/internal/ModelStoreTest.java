package dev.atelier.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
    private final Shelf shelf;

    ModelStoreTest(@TempDir Path root) {
        this.shelf = new Shelf(root);
    }

    private Path get(String model, String engine, ModelSource.File file) throws EngineException {
        return shelf.store.forModel(model, engine, shelf.job).get(file);
    }

    private static ModelSource.File named(String filename) {
        return sized(filename, null);
    }

    private static ModelSource.File sized(String filename, @Nullable Long bytes) {
        return new ModelSource.File(
                ModelSource.Role.MODEL, "https://models.invalid/" + filename, filename, bytes, "ab");
    }

    @Test
    void findsAFileInTheFolderOfItsModel() throws Exception {
        Path file = shelf.file("org_m_v2/a.gguf");

        assertThat(get("org/m:v2", "sd-cpp", named("a.gguf"))).isEqualTo(file);
        assertThat(shelf.downloads.going).isEmpty();
    }

    @Test
    void findsAFileOfTheFlatLayout() throws Exception {
        Path file = shelf.file("a.gguf");

        assertThat(get("m", "sd-cpp", sized("a.gguf", 999L))).isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource({
        "sd-cpp, org_m/a.bin",
        "onnx, org_m/a.bin",
        "else, org_m/a.bin",
        "llama-cpp, llm/a.bin",
        "whisper-cpp, stt/a.bin"
    })
    void eachEngineKeepsItsFilesInAPlaceOfItsOwn(String engine, String path) throws Exception {
        shelf.downloads.quick = true;

        Path file = get("org/m", engine, named("a.bin"));

        assertThat(file).isEqualTo(shelf.root.resolve(path)).hasContent("weights!");
        assertThat(shelf.store.fetched().all()).containsExactly(file);
    }

    @Test
    void aCopyInTheFolderOfAllIsALlamaModelWhenItsSizeIsRight() throws Exception {
        shelf.downloads.quick = true;
        Path flat = shelf.file("a.gguf"); // seven bytes

        assertThat(get("m", "llama-cpp", sized("a.gguf", 7L))).isEqualTo(flat);
        assertThat(get("m", "llama-cpp", named("a.gguf"))).isEqualTo(flat);
        assertThat(get("m", "llama-cpp", sized("a.gguf", 8L))).isEqualTo(shelf.root.resolve("llm/a.gguf"));
    }

    @Test
    void theJobHearsOfItsDownload() throws Exception {
        shelf.downloads.quick = true;

        get("m", "sd-cpp", sized("a.bin", 8L));

        assertThat(shelf.downloads.going.get(0).request.sha256()).isEqualTo("ab");
        assertThat(shelf.downloads.going.get(0).request.approxBytes()).isEqualTo(8L);
        assertThat(shelf.job.told)
                .containsExactly(
                        "INFO downloading a.bin of m",
                        "0.25 downloading a.bin: 2 bytes of 8 bytes",
                        "INFO downloaded a.bin of m");
        assertThat(shelf.hub.types).containsExactly("models");
    }

    @Test
    void aFailureSaysWhichFileDidNotCome() {
        shelf.job.whenCancellable = () -> shelf.downloads.going.get(0).fail("sha256_mismatch", "not what it should be");

        assertThatThrownBy(() -> get("m", "sd-cpp", named("a.bin")))
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("sha256_mismatch");
                    assertThat(e.retryable()).isTrue();
                })
                .hasMessage("a.bin: not what it should be");
    }

    @Test
    void aCancelledJobEndsItsDownload() {
        shelf.job.whenCancellable = shelf.job::cancel;

        assertThatThrownBy(() -> get("m", "sd-cpp", named("a.bin")))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        assertThat(shelf.downloads.underway()).isEmpty();
    }

    @Test
    void saysWhereItLookedForAFileNobodyOffers() {
        var nowhere = new ModelSource.File(ModelSource.Role.MODEL, "", "a.gguf", null, null);

        assertThatThrownBy(() -> get("m", "sd-cpp", nowhere))
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("model_missing");
                    assertThat(e.retryable()).isFalse();
                })
                .hasMessageContaining(shelf.root.resolve("m").resolve("a.gguf").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../a", "a/b", "a\\b", "/etc/passwd", "..", ".", "C:evil"})
    void refusesNamesThatAreNoPlainNames(String name) {
        assertThatThrownBy(() -> get("m", "sd-cpp", named(name)))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("model filename must be a plain file name: ");
        assertThat(shelf.downloads.going).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"org/m:v2, org_m_v2", "'', _", ".., _.", "plain-1.0, plain-1.0", "ü, _"})
    void modelIdsBecomeOneFolderName(String id, String folder) {
        assertThat(ModelNames.folder(id)).isEqualTo(folder);
    }

    @Test
    void whatWasFetchedIsRememberedAndNonsenseForgotten() throws Exception {
        shelf.downloads.quick = true;
        Path file = get("m", "sd-cpp", named("a.bin"));

        assertThat(new FetchedFiles(shelf.state).all()).containsExactly(file);
        Files.writeString(shelf.state.resolve("model-files.json"), "{nonsense");

        assertThat(new FetchedFiles(shelf.state).all()).isEmpty();
    }

    @Test
    void aCancelBeforeItBeginsBeginsNothing() {
        shelf.job.cancel();

        assertThatThrownBy(() -> get("m", "sd-cpp", named("a.bin"))).isInstanceOf(EngineException.class);

        assertThat(shelf.downloads.going).isEmpty();
        assertThat(DownloadFailed.CANCELLED).isEqualTo(EngineException.CANCELLED);
    }
}
