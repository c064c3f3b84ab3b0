package dev.atelier.common.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    private final Path folder;

    AtomicFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void replacesTheWholeFileAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("state.json");

        AtomicFiles.write(file, "a longer first version");
        AtomicFiles.write(file, "second");

        assertThat(file).hasContent("second");
        assertThat(names()).containsExactly("state.json");
    }

    @Test
    void makesTheFolderItNeeds() throws IOException {
        Path file = folder.resolve("a/b/c.txt");

        AtomicFiles.write(file, "x");

        assertThat(file).hasContent("x");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there files have no such permissions to look at")
    void onlyTheOwnerReadsAFileOrAnOwnerOnlyFolder() throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, "readable by all");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        AtomicFiles.write(file, "secret");
        Path inner = AtomicFiles.ownerOnlyFolder(folder.resolve("inner"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFailedWriteLeavesTheTargetAndNoTemporaryFile() throws IOException {
        // A folder that is not empty cannot be replaced by a file: the rename fails after everything was written.
        Path target = Files.createDirectories(folder.resolve("target"));
        Files.writeString(target.resolve("inside"), "kept");

        assertThatThrownBy(() -> AtomicFiles.write(target, "new")).isInstanceOf(IOException.class);

        assertThat(target.resolve("inside")).hasContent("kept");
        assertThat(names()).containsExactly("target");
    }

    @Test
    void movesOverAnExistingFile() throws IOException {
        Path from = Files.writeString(folder.resolve("from"), "new");
        Path to = Files.writeString(folder.resolve("to"), "old");

        AtomicFiles.move(from, to);

        assertThat(to).hasContent("new");
        assertThat(from).doesNotExist();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
