package dev.atelier.common.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    private final Path keyFile;

    SealTest(@TempDir Path folder) {
        keyFile = folder.resolve("key");
    }

    @Test
    void whatWasSealedOpensWithTheSameKeyUnderTheSameName() throws Exception {
        String sealed = new Seal(keyFile).close("name", "value-7");

        assertThat(sealed).doesNotContain("value-7");
        assertThat(Seal.isSealed(sealed)).isTrue();
        assertThat(new Seal(keyFile).open("name", sealed)).isEqualTo("value-7");
        assertThatThrownBy(() -> new Seal(keyFile).open("other", sealed)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void noKeyIsMadeToOpenWithAndADamagedOneIsKept() throws Exception {
        String sealed = new Seal(keyFile).close("name", "value-7");
        Files.delete(keyFile);

        assertThatThrownBy(() -> new Seal(keyFile).open("name", sealed))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("gone");
        assertThat(keyFile).doesNotExist();

        Files.writeString(keyFile, "half");
        assertThatThrownBy(() -> new Seal(keyFile).close("name", "value-7"))
                .isInstanceOf(GeneralSecurityException.class);
        assertThat(keyFile).hasContent("half");
    }

    @Test
    void whatIsNotSealedByThisHandIsRefused() {
        for (String text :
                new String[] {"", "plain", "atelier-sealed-1:", "atelier-sealed-1:***", "atelier-sealed-1:AAAA"}) {
            assertThatThrownBy(() -> new Seal(keyFile).open("name", text)).isInstanceOf(GeneralSecurityException.class);
        }
    }
}
