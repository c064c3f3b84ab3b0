package dev.atelier.engine.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.host.api.LocalModels.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelsTest {
    private static final Form FORM = Form.of("stt", ".bin");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path root;

    private final AtomicLong now = new AtomicLong();

    @Test
    void areTheFilesOfTheirFolderByNameWithoutTheEnding() throws Exception {
        Path small = file("stt/small.bin");
        file("stt/LARGE.BIN");
        file("stt/readme.txt");
        Files.createDirectories(root.resolve("stt/folder.bin"));
        LocalModels models = models(FORM);

        assertThat(models.names()).containsExactly("LARGE", "small");
        assertThat(models.places()).contains(small).hasSize(2);
        assertThat(models.find("small")).contains(small);
        assertThat(models.find("readme")).isEmpty();
        assertThat(models.any()).isTrue();
        assertThat(models.folder()).isEqualTo(root.resolve("stt"));
    }

    @Test
    void areNoneWhereThereIsNoFolder() {
        LocalModels models = models(FORM);

        assertThat(models.names()).isEmpty();
        assertThat(models.any()).isFalse();
    }

    @Test
    void elsewhereCountButHaveNoName() throws Exception {
        file("some-model/weights.bin");
        assertThat(models(FORM).any()).isTrue();
        assertThat(models(FORM).names()).isEmpty();
    }

    @Test
    void lieSideBySideAsWell() throws Exception {
        file("weights.bin");

        assertThat(models(FORM).any()).isTrue();
    }

    @Test
    void elsewhereAreThoseThatPassTheTest() throws Exception {
        Path other = file("some-model/pytorch_model.bin");

        assertThat(models(FORM.withStray(file -> !file.equals(other))).any()).isFalse();
        assertThat(models(FORM.withStray(file -> file.equals(other))).any()).isTrue();
    }

    @Test
    void lieAsDeepAsTheyMay() throws Exception {
        file("stt/de/thorsten/medium/thorsten.bin");

        assertThat(models(FORM).names()).isEmpty();
        assertThat(models(FORM.deep(3)).names()).isEmpty();
        assertThat(models(FORM.deep(4)).names()).containsExactly("thorsten");
    }

    @Test
    void mayBeWholeFoldersWhereverTheyLie() throws Exception {
        file("stt/inner/index.json");
        file("outer/index.json");
        file("other/readme.txt");
        Form form = FORM.withWhole(folder -> Files.exists(folder.resolve("index.json")));

        assertThat(models(form).names()).containsExactly("inner", "outer");
        assertThat(models(form).find("outer")).contains(root.resolve("outer"));
    }

    @Test
    void inTheirOwnFolderComeBeforeOthersOfTheSameName() throws Exception {
        file("stt/same/index.json");
        file("same/index.json");
        Form form = FORM.withWhole(folder -> Files.exists(folder.resolve("index.json")));

        assertThat(models(form).find("same")).contains(root.resolve("stt/same"));
    }

    @Test
    void areLookedAtAgainAfterTwoSeconds() throws Exception {
        LocalModels models = models(FORM);
        assertThat(models.any()).isFalse();
        file("stt/new.bin");

        now.addAndGet(Duration.ofMillis(1_999).toNanos());
        assertThat(models.any()).isFalse();
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(models.names()).containsExactly("new");
    }

    @Test
    void areLookedAtAtOnceWhenTheFolderIsAnother() throws Exception {
        file("second/stt/new.bin");
        AtomicReference<Path> place = new AtomicReference<>(root.resolve("first"));
        LocalModels models = new LocalModels(place::get, FORM, now::get);
        assertThat(models.any()).isFalse();

        place.set(root.resolve("second"));

        assertThat(models.names()).containsExactly("new");
    }

    @Test
    void thatAreGoneSinceAreNotFound() throws Exception {
        Path file = file("stt/gone.bin");
        LocalModels models = models(FORM);
        assertThat(models.find("gone")).contains(file);

        Files.delete(file);

        assertThat(models.find("gone")).isEmpty();
    }

    private LocalModels models(Form form) {
        return new LocalModels(() -> root, form, now::get);
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }
}
