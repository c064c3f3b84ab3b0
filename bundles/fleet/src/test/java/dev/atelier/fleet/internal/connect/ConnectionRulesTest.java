package dev.atelier.fleet.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionRulesTest {
    private static Connection checked(String id, String endpoint, @Nullable String name, @Nullable String reference)
            throws Refused {
        return ConnectionRules.checked(id, name, endpoint, reference, true);
    }

    private static void refuses(String code, String id, String endpoint, @Nullable String name, @Nullable String ref) {
        assertThatThrownBy(() -> checked(id, endpoint, name, ref)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.words()).doesNotContain("secret.example");
        });
    }

    @Test
    void slashesAtTheEndOfAnAddressDoNoHarm() throws Exception {
        assertThat(checked("lab", "HTTP://lab.example:38800///", null, null).endpoint())
                .hasToString("http://lab.example:38800");
    }

    @Test
    void anAddressIsThatOfAHostAndNothingElse() {
        for (String bad : List.of(
                "/tmp/secret.example",
                "ftp://secret.example",
                "http://",
                "http://me:pw@secret.example",
                "http://secret.example/?q=1",
                "http://secret.example/#f",
                "http://secret.example:99999",
                "http://secret example")) {
            refuses("invalid_remote_runtime_endpoint", "lab", bad, null, null);
        }
    }

    @Test
    void anIdIsAWord() {
        for (String bad : List.of("", "a/b", "a.b", "a:b", "x".repeat(97))) {
            refuses("invalid_runtime_id", bad, "http://lab.example", null, null);
        }
    }

    @Test
    void aNameIsOneLineAndAReferenceNamesAPlace() {
        refuses("invalid_remote_runtime_display_name", "lab", "http://lab.example", "a\u0007b", null);
        refuses("remote_runtime_token_ref_unsupported", "lab", "http://lab.example", null, "the-token-itself");
        refuses("remote_runtime_token_ref_unsupported", "lab", "http://lab.example", null, "file:../key");
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("fleet.json");
        List<Connection> all = List.of(
                checked("lab", "https://lab.example/under", "Lab", "env:LAB_TOKEN"),
                checked("attic", "http://10.0.0.7:38800", null, null));

        new ConnectionFile(file).write(all);

        assertThat(new ConnectionFile(file).read()).isEqualTo(all);
    }

    @Test
    void aFileThatCannotBeReadIsSetAside(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("fleet.json");
        Files.writeString(file, "{\"format\":1,\"remotes\":[");

        assertThat(new ConnectionFile(file).read()).isEmpty();

        assertThat(file).doesNotExist();
        assertThat(folder.resolve("fleet.json.unreadable")).hasContent("{\"format\":1,\"remotes\":[");
    }

    @Test
    void noTextOfAConnectionTellsWhereItLeads() throws Exception {
        Connection connection = checked("lab", "http://secret.example:1", "Lab", "env:LAB_TOKEN");

        assertThat(connection.toString()).doesNotContain("secret.example", "LAB_TOKEN");
        assertThat(String.valueOf(connection.tokenRef())).doesNotContain("LAB_TOKEN");
    }
}
