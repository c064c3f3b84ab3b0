package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFileTest {
    private static final Identity FULL = new Identity(
            "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab",
            "https://studio.example",
            new Secret("5ec7e7"),
            "rr-1",
            Instant.parse("2026-03-01T10:00:00.123Z"),
            "w-42",
            new Secret("70ce"));

    private Path folder;
    private IdentityFile file;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        file = new IdentityFile(folder, Clock.fixed(Instant.ofEpochSecond(1700000000), ZoneOffset.UTC));
    }

    private Path json() {
        return folder.resolve("identity.json");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        file.save(FULL);

        assertThat(file.load()).isEqualTo(FULL);
        assertThat(names()).containsExactly("identity.json");
    }

    @Test
    void theMembersAreThoseTheCommandLineKnows() throws IOException {
        file.save(FULL);

        assertThat(Json.parse(Files.readString(json())).fieldNames())
                .toIterable()
                .containsExactly(
                        "installId", "studio", "registrationSecret", "requestId", "since", "workerId", "authToken");
    }

    @Test
    void noFileIsNoIdentity() throws IOException {
        assertThat(file.load()).isEqualTo(Identity.NONE);
        assertThat(names()).isEmpty();
    }

    @Test
    void absentAndUnknownMembersAreFine() throws IOException {
        Files.writeString(json(), "{\"workerId\": \"w-1\", \"authToken\": \"t\", \"since\": null, \"more\": 1}");

        assertThat(file.load()).isEqualTo(new Identity(null, null, null, null, null, "w-1", new Secret("t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"authToken\": \"7ec",
                "[]",
                "null",
                "{\"workerId\": 5}",
                "{\"authToken\": \"a\\nb\"}",
                "{\"since\": \"yesterday\"}"
            })
    void whatSaysNothingUsableIsPutAsideAndNeverLost(String text) throws IOException {
        Files.writeString(json(), text);

        assertThat(file.load()).isEqualTo(Identity.NONE);

        assertThat(names()).containsExactly("identity.json.corrupt-1700000000");
        assertThat(Files.readString(folder.resolve("identity.json.corrupt-1700000000")))
                .isEqualTo(text);
    }

    @Test
    void aSecondUnusableFileInTheSameSecondIsKeptToo() throws IOException {
        Files.writeString(json(), "one");
        file.load();
        Files.writeString(json(), "two");
        file.load();

        assertThat(names()).containsExactly("identity.json.corrupt-1700000000", "identity.json.corrupt-1700000001");
    }

    @Test
    void aFolderInItsPlaceIsPutAsideToo() throws IOException {
        Files.createDirectory(json());

        assertThat(file.load()).isEqualTo(Identity.NONE);

        file.save(FULL);
        assertThat(file.load()).isEqualTo(FULL);
    }

    @Test
    void theIdentityAtTheStudioBeforeIsKept() throws IOException {
        file.save(FULL);

        file.setAsideAsPrevious();

        assertThat(file.load()).isEqualTo(Identity.NONE);
        assertThat(names()).containsExactly("identity.previous.json");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there files have no such permissions to look at")
    void onlyItsOwnerCanReadIt() throws IOException {
        file.save(FULL);

        assertThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(json())))
                .isEqualTo("rw-------");
    }

    @Test
    void itPrintsNoSecret() {
        assertThat(FULL.toString()).doesNotContain("5ec7e7", "70ce");
    }
}
