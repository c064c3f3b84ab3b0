package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFoldersTest {
    private final Home home;

    HomeFoldersTest(@TempDir Path root) {
        this.home = new Home(root.resolve("home"), root);
    }

    @Test
    void deletesWhatAKilledProcessWasStillWriting() throws IOException {
        HomeFolders.create(home);
        Path half = Files.writeString(home.state().resolve(".catalogue.json123.tmp"), "{\"mod");
        Path state = Files.writeString(home.engines().resolve(".state.json4.tmp"), "");
        Path whole = Files.writeString(home.state().resolve("catalogue.json"), "{}");
        Path theirs = Files.writeString(home.deploy().resolve("notes.tmp"), "an operator's");

        HomeFolders.sweep(home);

        assertThat(half).doesNotExist();
        assertThat(state).doesNotExist();
        assertThat(whole).exists();
        assertThat(theirs).exists();
    }

    @Test
    void sweepsAHomeThatIsNotThere() {
        HomeFolders.sweep(home);

        assertThat(home.root()).doesNotExist();
    }
}
