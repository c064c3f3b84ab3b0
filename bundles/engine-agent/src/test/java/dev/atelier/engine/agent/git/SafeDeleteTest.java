package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeDeleteTest {
    @TempDir
    Path temp = Path.of("unused");

    private Path kept = Path.of("unused");

    @BeforeEach
    void outside() throws IOException {
        kept = Files.writeString(Files.createDirectory(temp.resolve("outside")).resolve("kept"), "kept");
    }

    @Test
    void linksAreRemovedAndNotFollowed() throws IOException {
        Path tree = Files.createDirectories(temp.resolve("tree/deep"));
        Files.createSymbolicLink(tree.resolve("out"), kept.getParent());
        Files.createSymbolicLink(tree.resolve("file"), kept);
        Files.createSymbolicLink(tree.resolve("nowhere"), temp.resolve("missing"));

        SafeDelete.tree(temp.resolve("tree"));

        assertThat(temp.resolve("tree")).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    @Test
    void aLinkInThePlaceOfTheTreeIsAllThatGoes() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("tree"), kept.getParent());

        SafeDelete.tree(link);

        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(kept).hasContent("kept");
    }

    @Test
    void whatWasLockedGoesToo() throws IOException {
        Path locked = Files.createDirectories(temp.resolve("tree/locked"));
        Files.writeString(locked.resolve("file"), "x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

        SafeDelete.tree(temp.resolve("tree"));

        assertThat(temp.resolve("tree")).doesNotExist();
    }

    @Test
    void whatIsNotThereIsNoTrouble() {
        assertThatCode(() -> SafeDelete.tree(temp.resolve("missing/tree"))).doesNotThrowAnyException();
        assertThatCode(() -> SafeDelete.tree(temp.resolve("missing"))).doesNotThrowAnyException();
    }
}
