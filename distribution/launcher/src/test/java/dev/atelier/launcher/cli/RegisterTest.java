package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class RegisterTest {
    private static final String URL = "http://studio.example:1/";

    private final Path home;
    private final Path identity;
    private final Installation installation;

    RegisterTest(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        identity = home.resolve("state/identity.json");
        installation = new Installation(folder.resolve("dist"));
    }

    @AfterEach
    void restore() {
        installation.close();
    }

    private Result register(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "register";
        System.arraycopy(words, 0, all, 1, words.length);
        return Typed.at(home, all).run();
    }

    @Test
    void theStudioIsOnlySaved() {
        assertThat(register("--api-base-url", URL))
                .isEqualTo(new Result(0, "saved; run `atelier up` to auto-register against " + URL + "\n", ""));
        assertThat(Typed.at(home, "config", "get", "api_base_url").run().out()).isEqualTo(URL + "\n");
    }

    @Test
    void theIdentityIsForgottenAndTheSettingsStay() throws IOException {
        register("--api-base-url", URL);
        Files.createDirectories(home.resolve("state"));
        Files.writeString(identity, "{\"workerId\":\"w-1\",\"authToken\":\"t\"}");

        Result reset = register("--reset");

        assertThat(reset)
                .isEqualTo(new Result(0, "local registration state cleared; run `atelier up` to register again\n", ""));
        assertThat(identity).doesNotExist();
        assertThat(Typed.at(home, "config", "get", "api_base_url").run().out()).isEqualTo(URL + "\n");
    }

    @Test
    void bothAtOnce() {
        assertThat(register("--reset", "--api-base-url", URL).out())
                .isEqualTo("local registration state cleared; run `atelier up` to auto-register against " + URL + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"studio", "ftp://studio.example", "http://", "http://me:hush@studio.example", ""})
    void anAddressThatIsNoneIsAUsageError(String url) {
        Result wrong = register("--api-base-url", url);

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("atelier: invalid api_base_url: ").doesNotContain("hush");
        assertThat(home).doesNotExist();
    }

    @Test
    void oneOptionIsNeeded() {
        assertThat(register().code()).isEqualTo(2);
    }

    @Test
    void whatIsStartingIsNotPulledFromUnderneath() throws Exception {
        Files.createDirectories(home.resolve("state"));
        Files.writeString(identity, "{}");
        try (OfflineHome starting = OfflineHome.take(new Home(home, home))) {
            assertThat(starting).isNotNull();

            assertThat(register("--reset").code()).isEqualTo(4);
        }
        assertThat(identity).exists();
    }
}
