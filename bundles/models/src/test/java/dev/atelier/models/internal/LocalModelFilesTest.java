package dev.atelier.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.settings.api.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalModelFilesTest {
    private final Path root;

    LocalModelFilesTest(@TempDir Path root) {
        this.root = root;
    }

    private ModelFiles files(String model) {
        return new LocalModelFiles(new WorkerSettings() {
                    @Override
                    public Optional<String> apiBaseUrl() {
                        return Optional.empty();
                    }

                    @Override
                    public double vramThresholdGb() {
                        return 12;
                    }

                    @Override
                    public boolean onlyWhenIdle() {
                        return false;
                    }

                    @Override
                    public Path modelsRoot() {
                        return root;
                    }

                    @Override
                    public int localApiPort() {
                        return 0;
                    }
                })
                .forModel(model);
    }

    private static ModelSource.File named(String filename) {
        return new ModelSource.File(ModelSource.Role.MODEL, "https://models.invalid/x", filename, null, null);
    }

    @Test
    void findsAFileInTheFolderOfItsModel() throws Exception {
        Path file = Files.createDirectories(root.resolve("org_m_v2")).resolve("a.gguf");
        Files.writeString(file, "weights");

        assertThat(files("org/m:v2").get(named("a.gguf"))).isEqualTo(file);
    }

    @Test
    void findsAFileOfTheFlatLayout() throws Exception {
        Path file = Files.writeString(root.resolve("a.gguf"), "weights");

        assertThat(files("m").get(named("a.gguf"))).isEqualTo(file);
    }

    @Test
    void saysWhereItLookedForAMissingFile() {
        assertThatThrownBy(() -> files("m").get(named("a.gguf")))
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("model_missing");
                    assertThat(e.retryable()).isFalse();
                })
                .hasMessageContaining(root.resolve("m").resolve("a.gguf").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../a", "a/b", "a\\b", "/etc/passwd", "..", ".", "C:evil"})
    void refusesNamesThatAreNoPlainNames(String name) {
        assertThatThrownBy(() -> files("m").get(named(name)))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("model filename must be a plain file name: ");
    }

    @ParameterizedTest
    @CsvSource({"org/m:v2, org_m_v2", "'', _", ".., _.", "plain-1.0, plain-1.0", "ü, _"})
    void modelIdsBecomeOneFolderName(String id, String folder) {
        assertThat(ModelNames.folder(id)).isEqualTo(folder);
    }
}
