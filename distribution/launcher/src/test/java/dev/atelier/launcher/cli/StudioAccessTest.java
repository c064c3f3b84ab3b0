package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which studio a command talks to, with which key, and what it says when that does not work. */
class StudioAccessTest {
    private static final String KEYS = "GET /graphics/api/keys";

    private final Path home;
    private final Path nobody;
    private final FakeLocalApi api;

    StudioAccessTest(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        nobody = folder.resolve("nobody");
        api = new FakeLocalApi(home);
        api.answer(KEYS, 200, "{\"keys\":[{\"id\":\"k-1\",\"name\":\"ci\",\"role\":\"submit\",\"createdAt\":\"t\"}]}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void theStudioOfThisHomeNeedsNoKey() throws IOException {
        api.withStudio(home);

        assertThat(Typed.at(home, "keys", "list").run().out()).contains("k-1  submit  t        -          ci");
    }

    @Test
    void aProcessWithoutAStudioSaysSo() {
        Result none = Typed.at(home, "keys", "list").run();

        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err())
                .contains("no studio is running here", "`atelier studio`")
                .hasLineCount(1);
    }

    @Test
    void anotherOneIsNamedByFlagsOrByTheEnvironment() {
        Result flags = Typed.at(
                        nobody, "keys", "--studio-url", api.url() + "/graphics/api/", "list", "--key", FakeLocalApi.KEY)
                .run();
        Result environment = Typed.at(nobody, "keys", "list")
                .environment("ATELIER_STUDIO_URL", api.url())
                .environment("ATELIER_STUDIO_KEY", FakeLocalApi.KEY)
                .run();

        assertThat(flags.out()).contains("k-1");
        assertThat(environment).isEqualTo(flags);
    }

    @Test
    void aKeyThatIsNotKnownIsRefusedAndNeverRepeated() {
        Result refused = Typed.at(nobody, "keys", "list", "--studio-url", api.url(), "--key", "sk-wrong")
                .run();

        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("does not know this key").hasLineCount(1);
        assertThat(refused.err() + refused.out()).doesNotContain("sk-wrong");
        Result odd = Typed.at(nobody, "keys", "list", "--studio-url", api.url(), "--key", "sk bad\r\n")
                .run();
        assertThat(odd.code()).isEqualTo(2);
        assertThat(odd.err()).doesNotContain("bad");
    }

    @Test
    void theTokenOfThisHomeGoesToNoOtherStudio() throws IOException {
        api.withStudio(home);

        Result none = Typed.at(home, "keys", "list", "--studio-url", api.url()).run();

        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("ATELIER_STUDIO_KEY");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void nobodyThereIsNothingRunning() {
        String url = api.url();
        api.close();

        Result gone = Typed.at(nobody, "keys", "list", "--studio-url", url, "--key", "sk-any")
                .run();

        assertThat(gone.code()).isEqualTo(3);
        assertThat(gone.err()).contains("no studio answers at " + url).hasLineCount(1);
    }

    @Test
    void aNewKeyAloneGoesToStandardOutput() throws IOException {
        api.withStudio(home)
                .answer("POST /graphics/api/keys", 201, "{\"id\":\"k-2\",\"role\":\"submit\",\"secret\":\"sk-new\"}")
                .answer("DELETE /graphics/api/keys/k-2", 204, "");

        Result made = Typed.at(home, "keys", "create", "ci", "--role", "submit").run();

        assertThat(made.out()).isEqualTo("sk-new\n");
        assertThat(made.err()).contains("atelier keys revoke k-2").doesNotContain("sk-new");
        assertThat(api.asked()).contains("POST /graphics/api/keys {\"role\":\"submit\",\"name\":\"ci\"}");
        assertThat(Typed.at(home, "keys", "revoke", "k-2").run().out()).isEqualTo("revoked k-2\n");
        assertThat(Typed.at(home, "keys", "revoke", "k-9").run().code()).isEqualTo(1);
    }
}
