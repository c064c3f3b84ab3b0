package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterRunningTest {
    private static final String URL = "http://studio.example:1/";

    private final Path home;
    private final FakeLocalApi api;

    RegisterRunningTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home);
        api.answer("PUT /settings", 200, "{}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private void status(String state) {
        api.answer(
                "GET /daemon/status",
                200,
                "{\"config\":{\"apiBaseUrl\":\"" + URL + "\"},\"registration\":{\"state\":\"" + state + "\"}}");
    }

    @Test
    void anotherStudioIsLive() {
        status("approved");

        assertThat(register("--api-base-url", "http://other/").out())
                .isEqualTo("saved; the running process will auto-register against http://other/\n");
        assertThat(api.asked()).contains("PUT /settings {\"api_base_url\":\"http://other/\"}");
    }

    @Test
    void aRejectionIsForgottenByTheProcessItself() {
        status("rejected");
        api.answer("POST /daemon/registration/reset", 202, "{\"ok\":true}");

        assertThat(register("--reset").out())
                .isEqualTo("local registration state cleared; the running process asks again\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"approved", "pending", "pristine"})
    void aRegistrationInUseStays(String state) {
        status(state);

        Result refused = register("--reset", "--api-base-url", URL);

        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("`atelier stop`").hasLineCount(1);
        assertThat(api.asked()).containsExactly("GET /daemon/status");
    }

    @Test
    void aRaceForTheRejectionIsRefusedToo() {
        status("rejected");
        api.answer("POST /daemon/registration/reset", 409, "{\"error\":\"not_rejected\",\"message\":\"no\"}");

        assertThat(register("--reset").code()).isEqualTo(4);
    }

    @Test
    void anotherStudioNeedsNoReset() {
        status("approved");

        assertThat(register("--reset", "--api-base-url", "http://other/").code())
                .isZero();
        assertThat(api.asked()).doesNotContain("POST /daemon/registration/reset");
    }

    @Test
    void aStudioTheEnvironmentFixesIsRefused() throws IOException {
        try (FakeLocalApi strict = new FakeLocalApi(home)) {
            strict.answer("GET /daemon/status", 200, "{}")
                    .answer("PUT /settings", 400, "{\"error\":\"overridden\",\"message\":\"ATELIER_API_BASE_URL\"}");

            assertThat(register("--api-base-url", URL).code()).isEqualTo(4);
        }
    }

    private Result register(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "register";
        System.arraycopy(words, 0, all, 1, words.length);
        return Typed.at(home, all).run();
    }
}
