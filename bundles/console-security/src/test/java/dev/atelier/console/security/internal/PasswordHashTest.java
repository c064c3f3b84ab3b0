package dev.atelier.console.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordHashTest {
    private static final int QUICK = 10_000;

    @Test
    void aHashKnowsItsPasswordAndNoOther() {
        PasswordHash hash = PasswordHash.of("correct horse", QUICK);

        assertThat(hash.matches("correct horse")).isTrue();
        assertThat(hash.matches("correct horsf")).isFalse();
        assertThat(hash.matches("")).isFalse();
    }

    @Test
    void aLineReadsBackAsTheSameHash() {
        PasswordHash hash = PasswordHash.of("pässwörd", QUICK);

        assertThat(hash.line()).matches("pbkdf2-sha256\\$10000\\$[A-Za-z0-9+/=]{24}\\$[A-Za-z0-9+/=]{44}");
        assertThat(PasswordHash.parse(hash.line() + "\n")).contains(hash);
    }

    @Test
    void knowsAHashMadeElsewhere() {
        // PBKDF2-HMAC-SHA256 of "password" with salt "saltsaltsaltsalt", 10000 rounds, computed with another tool
        String line = "pbkdf2-sha256$10000$c2FsdHNhbHRzYWx0c2FsdA==$" + Vectors.HASH;

        assertThat(PasswordHash.parse(line))
                .hasValueSatisfying(h -> assertThat(h.matches("password")).isTrue());
    }

    @Test
    void refusesWhatItCannotCheck() {
        assertThat(PasswordHash.parse("")).isEmpty();
        assertThat(PasswordHash.parse("plain text")).isEmpty();
        assertThat(PasswordHash.parse("bcrypt$10$abc$def")).isEmpty();
        assertThat(PasswordHash.parse("pbkdf2-sha256$1$c2FsdHNhbHQ=$" + Vectors.HASH))
                .isEmpty();
        assertThat(PasswordHash.parse("pbkdf2-sha256$2000000000$c2FsdHNhbHQ=$" + Vectors.HASH))
                .isEmpty();
        assertThat(PasswordHash.parse("pbkdf2-sha256$10000$$")).isEmpty();
        assertThat(PasswordHash.parse("pbkdf2-sha256$10000$!!!$???")).isEmpty();
    }

    @Test
    void neverPrintsItself() {
        assertThat(PasswordHash.of("secret", QUICK).toString())
                .doesNotContain("$")
                .doesNotContain("=");
    }

    @Test
    void theFileIsReadAgainOnceItHasChanged(@TempDir Path home) throws Exception {
        Path path = home.resolve("state/console-password");
        PasswordFile file = new PasswordFile(path);
        assertThat(file.isSet()).isFalse();
        assertThat(file.read()).isEmpty();

        file.write(PasswordHash.of("first one", QUICK));
        assertThat(file.read().orElseThrow().matches("first one")).isTrue();

        new PasswordFile(path).write(PasswordHash.of("second one", QUICK));
        assertThat(file.read().orElseThrow().matches("second one")).isTrue();
    }

    @Test
    void aFileThatCannotBeUsedLetsNobodyIn(@TempDir Path home) throws Exception {
        Path path = home.resolve("console-password");
        Files.writeString(path, "rubbish");
        PasswordFile file = new PasswordFile(path);

        assertThat(file.isSet()).isTrue();
        assertThat(catchRead(file)).hasMessageContaining("console-password");
    }

    private static Throwable catchRead(PasswordFile file) {
        return org.assertj.core.api.Assertions.catchThrowable(file::read);
    }

    private static final class Vectors {
        static final String HASH = "/HBtt7Z/7p0CzRvSN1B+KXrKNskvRts1UWw61zKTFUo=";
    }
}
