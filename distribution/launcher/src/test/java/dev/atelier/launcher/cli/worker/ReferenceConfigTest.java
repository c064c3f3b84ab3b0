package dev.atelier.launcher.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atelier.launcher.toml.FlatToml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceConfigTest {
    private static final String LEAST = "api_base_url = \"https://s.example/\"\nvram_threshold_gb = 12\n";
    private static final String INSTALL = "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab";

    private static ReferenceConfig of(String toml) {
        return ReferenceConfig.of(FlatToml.parse(LEAST + toml), "/home/a");
    }

    @Test
    void takesEverySettingBothKnow() {
        ReferenceConfig config = of("""
                start_minimised = false
                only_when_idle = true
                auto_update_enabled = false
                auto_update_interval_secs = 900
                auto_update_feed = "https://mirror.example/feed"
                auto_update_prerelease = true
                models_root = "~/models"
                ws_reconnect_attempts = 5
                local_api_port = 4790
                """);

        assertThat(config.settings())
                .isEqualTo(Map.ofEntries(
                        Map.entry("api_base_url", "https://s.example/"),
                        Map.entry("vram_threshold_gb", "12"),
                        Map.entry("start_minimised", "false"),
                        Map.entry("only_when_idle", "true"),
                        Map.entry("auto_update_enabled", "false"),
                        Map.entry("auto_update_interval_secs", "900"),
                        Map.entry("auto_update_feed", "https://mirror.example/feed"),
                        Map.entry("auto_update_prerelease", "true"),
                        Map.entry("models_root", "/home/a/models"),
                        Map.entry("ws_reconnect_attempts", "5"),
                        Map.entry("local_api_port", "4790")));
        assertThat(config.ignored()).isEmpty();
        assertThat(config.identified()).isFalse();
    }

    @Test
    void namesWhatItDoesNotTakeAndWhy() {
        ReferenceConfig config = of("""
                auto_start = true
                label = "old"
                stream_port = 4798
                local_api_token = "hush"
                "hush" = 1
                auto_update_feed = "https://api.github.com/repos/x/studio-worker/releases"
                [ui]
                theme = "hush"
                """);

        assertThat(config.ignored())
                .containsExactlyInAnyOrder(
                        "auto_start (no longer used)",
                        "label (no longer used)",
                        "stream_port (streaming speech is not part of this version)",
                        "local_api_token (this host makes its own)",
                        "hush (not known here)",
                        "auto_update_feed (it announces releases of that program, not of this one)",
                        "[ui] (a table)");
    }

    @Test
    void goesOnAsAnApprovedWorker() {
        Identity identity = of("worker_id = \"w-1\"\nauth_token = \"t\"\ninstall_id = \"" + INSTALL + "\"\n")
                .identity();

        assertThat(identity).isEqualTo(new Identity(INSTALL, "https://s.example", "", "", "", "w-1", "t"));
    }

    @Test
    void goesOnWaitingForApproval() {
        Identity identity = of("registration_request_id = \"rr-1\"\nregistration_secret = \"s\"\ninstall_id = \""
                        + INSTALL + "\"\n")
                .identity();

        assertThat(identity).isEqualTo(new Identity(INSTALL, "https://s.example", "s", "rr-1", "", "", ""));
    }

    @Test
    void halvesAreOfNoUse() {
        ReferenceConfig config = of("worker_id = \"w-1\"\nregistration_request_id = \"rr-1\"\nauth_token = \"\"\n");

        assertThat(config.identity()).isEqualTo(Identity.NONE);
        assertThat(config.ignored())
                .containsExactly(
                        "worker_id (useless without the other half)",
                        "registration_request_id (useless without its secret)");
    }

    @Test
    void aWorkerWithoutAnInstallIdGetsOne() {
        assertThat(of("worker_id = \"w-1\"\nauth_token = \"t\"\n").identity().installId())
                .hasSize(36);
    }

    @Test
    void aQueryStaysOut() {
        ReferenceConfig config = ReferenceConfig.of(
                FlatToml.parse("api_base_url = \"https://s.example/a/?key=hush\"\nvram_threshold_gb = 1.5"), "");

        assertThat(config.settings()).containsEntry("api_base_url", "https://s.example/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auto_update_enabled = \"hush\"",
                "auto_update_interval_secs = 1.5",
                "models_root = 7",
                "install_id = \"hush\"",
                "auth_token = \"hush hush\"",
                "worker_id = \"hush\\n\"",
                "auth_token = 7"
            })
    void aWrongValueIsNamedByItsKeyAlone(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(line))
                .withMessageStartingWith(line.substring(0, line.indexOf(' ')))
                .withMessageNotContaining("hush");
    }

    @Test
    void anotherFileIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceConfig.of(FlatToml.parse("name = \"x\""), ""))
                .withMessageEndingWith("is missing");
    }
}
