package dev.atelier.local.api.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private final Path state;

    TokenFileTest(@TempDir Path folder) {
        this.state = folder.resolve("state");
    }

    @Test
    void theTokenIsMintedOnce() throws IOException {
        Secret first = TokenFile.readOrMint(state);

        assertThat(first.value()).matches("[0-9a-f]{64}");
        assertThat(TokenFile.readOrMint(state)).isEqualTo(first);
    }

    @Test
    void aDamagedTokenIsReplaced() throws IOException {
        Files.createDirectories(state);
        Files.writeString(state.resolve("local-api-token"), "short");

        assertThat(TokenFile.readOrMint(state).value()).matches("[0-9a-f]{64}");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void onlyItsOwnerMayReadIt() throws IOException {
        TokenFile.readOrMint(state);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("local-api-token"))))
                .isEqualTo("rw-------");
    }
}
