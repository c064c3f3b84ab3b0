package dev.atelier.engine.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsFileTest {
    private final Path file;

    SecretsFileTest(@TempDir Path folder) {
        this.file = folder.resolve("secrets");
    }

    private void write(String text, String rights) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @Test
    void aLineIsASecret() throws Exception {
        write("# keys\n\nOPENAI_API_KEY = sk=1 \r\nOTHER=\n", "rw-------");

        assertThat(SecretsFile.read(file))
                .containsEntry("OPENAI_API_KEY", new Secret("sk=1"))
                .containsEntry("OTHER", new Secret(""));
        assertThat(SecretsFile.read(null)).isEmpty();
    }

    @Test
    void oneThatOthersMayReadIsNone() throws Exception {
        write("A=b", "rw-r-----");

        assertThatThrownBy(() -> SecretsFile.read(file))
                .isInstanceOf(AgentFailure.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void whatIsWrongIsSaidWithoutASecret() throws Exception {
        write("A=b\nthe-key-itself\n", "rw-------");

        assertThatThrownBy(() -> SecretsFile.read(file))
                .isInstanceOf(AgentFailure.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("the-key-itself");
        assertThatThrownBy(() -> SecretsFile.read(file.resolveSibling("nowhere")))
                .isInstanceOf(AgentFailure.class)
                .hasMessageContaining("agent.runtime.secrets_file");
    }
}
