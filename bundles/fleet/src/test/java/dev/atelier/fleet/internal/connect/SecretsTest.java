package dev.atelier.fleet.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private final Path home;

    SecretsTest(@TempDir Path home) {
        this.home = home;
    }

    private Secrets secrets() {
        return new Secrets(home.resolve("secrets"), home.resolve("key"));
    }

    @Test
    void whatIsKeptIsSealedAndComesBackInALaterProcess() throws Exception {
        secrets().put("lab", new Secret("very-secret-7"));

        assertThat(Files.readString(home.resolve("secrets/lab")))
                .startsWith("atelier-sealed-1:")
                .doesNotContain("very-secret-7");
        assertThat(secrets().find("lab")).contains(new Secret("very-secret-7"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there files have no such permissions to look at")
    void secretAndKeyAreTheirOwnersAlone() throws Exception {
        secrets().put("lab", new Secret("very-secret-7"));

        for (String file : new String[] {"secrets/lab", "key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aFilePutThereInTheClearIsTakenAndSealed() throws Exception {
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/lab"), "by-hand-42\n");

        assertThat(secrets().find("lab")).contains(new Secret("by-hand-42"));

        assertThat(Files.readString(home.resolve("secrets/lab"))).startsWith("atelier-sealed-1:");
        assertThat(secrets().find("lab")).contains(new Secret("by-hand-42"));
    }

    @Test
    void aSealedFileOpensUnderItsOwnNameOnly() throws Exception {
        secrets().put("lab", new Secret("very-secret-7"));
        Files.copy(home.resolve("secrets/lab"), home.resolve("secrets/other"));

        assertThat(secrets().find("other")).isEmpty();
    }

    @Test
    void withoutItsKeyOrDamagedItIsNotThere() throws Exception {
        secrets().put("lab", new Secret("very-secret-7"));
        String sealed = Files.readString(home.resolve("secrets/lab"));
        Files.writeString(home.resolve("secrets/lab"), sealed.substring(0, sealed.length() - 6));

        assertThat(secrets().find("lab")).isEmpty();

        Files.writeString(home.resolve("secrets/lab"), sealed);
        Files.delete(home.resolve("key"));
        assertThat(secrets().find("lab")).isEmpty();
        assertThat(home.resolve("key")).doesNotExist();
    }

    @Test
    void whatIsRemovedIsGoneAtOnce() throws Exception {
        Secrets secrets = secrets();
        secrets.put("lab", new Secret("very-secret-7"));
        assertThat(secrets.names()).containsExactly("lab");

        assertThat(secrets.remove("lab")).isTrue();

        assertThat(secrets.find("lab")).isEmpty();
        assertThat(secrets.remove("lab")).isFalse();
    }
}
