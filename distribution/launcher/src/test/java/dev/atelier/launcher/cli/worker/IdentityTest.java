package dev.atelier.launcher.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final String INSTALL = "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab";
    private static final Identity PENDING = new Identity(INSTALL, "http://s", "a".repeat(64), "rr-1", "", "", "");
    private static final Identity APPROVED = new Identity(INSTALL, "http://s", "", "", "", "w-1", "hush");

    private final Path state;

    IdentityTest(@TempDir Path state) {
        this.state = state;
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        PENDING.write(state);

        assertThat(Identity.read(state)).isEqualTo(PENDING);
        assertThat(Json.parse(Files.readString(Identity.file(state))))
                .isEqualTo(Map.of(
                        "installId",
                        INSTALL,
                        "studio",
                        "http://s",
                        "registrationSecret",
                        "a".repeat(64),
                        "requestId",
                        "rr-1"));
    }

    @Test
    void isItsOwnersAloneAndKeepsTheOneBefore() throws IOException {
        PENDING.write(state);
        APPROVED.write(state);

        assertThat(Identity.read(state)).isEqualTo(APPROVED);
        assertThat(state.resolve("identity.previous.json")).content().contains("rr-1");
        try (var files = Files.list(state)) {
            assertThat(files).hasSize(2).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    /** Worked out with other tools from the definition. */
    @Test
    void itsFingerprintIsThatOfTheStudio() {
        assertThat(PENDING.fingerprint()).isEqualTo("QDWN-ACCH-T3JR-K11D");
        assertThat(APPROVED.fingerprint()).isEmpty();
    }

    @Test
    void onlyWhatAStudioMayKnowMatters() throws IOException {
        assertThat(Identity.matters(state)).isFalse();
        new Identity(INSTALL, "http://s", "a".repeat(64), "", "", "", "").write(state);
        assertThat(Identity.matters(state)).isFalse();
        Files.writeString(Identity.file(state), "{");
        assertThat(Identity.matters(state)).isTrue();
        PENDING.write(state);
        assertThat(Identity.matters(state)).isTrue();
    }

    @Test
    void belongsToOneStudioOrToWhicheverThereIs() {
        assertThat(APPROVED.belongsTo(StudioUrl.parse("http://s/graphics/api/")))
                .isTrue();
        assertThat(APPROVED.belongsTo(StudioUrl.parse("http://other"))).isFalse();
        assertThat(Identity.NONE.belongsTo(StudioUrl.parse("http://other"))).isTrue();
    }

    @Test
    void doesNotPrintItsSecrets() {
        assertThat(APPROVED + " " + PENDING).doesNotContain("hush").doesNotContain("aaa");
    }
}
