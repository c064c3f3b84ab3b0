package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atelier.wire.api.StudioAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two rooms have an opinion on what a studio's address is; the setting must not take what the session cannot use. */
class StudioUrlTest {
    private final WorkerChecks checks = new WorkerChecks();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://studio.example",
                "https://studio.example/",
                "HTTPS://studio.example/graphics/api/",
                "http://127.0.0.1:8080/custom/graphics/api",
                "http://[::1]:8080",
                "https://studio.example/?a=b"
            })
    void bothTake(String url) {
        assertThat(checks.refuse("api_base_url", url)).isEmpty();
        assertThat(checks.refuse("auto_update_feed", url)).isEmpty();
        assertThatCode(() -> StudioAddress.parse(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "studio.example",
                "ftp://studio.example",
                "http://",
                "http:///path",
                "https://a b/",
                "/graphics/api",
                "https:studio.example",
                "http://under_score/",
                "https://ann:secret@studio.example/",
                "https://ann@studio.example/"
            })
    void bothRefuse(String url) {
        assertThat(checks.refuse("api_base_url", url))
                .isPresent()
                .get()
                .asString()
                .doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudioAddress.parse(url))
                .withMessageStartingWith("invalid api_base_url")
                .withMessageNotContaining("secret");
    }

    /** The protocol's names for its schemes work in a session; the setting's promise is http and https. */
    @ParameterizedTest
    @ValueSource(strings = {"ws://studio.example", "wss://studio.example"})
    void onlyTheSessionTakesTheSchemesOfItsSocket(String url) {
        assertThat(checks.refuse("api_base_url", url)).isPresent();
        assertThatCode(() -> StudioAddress.parse(url)).doesNotThrowAnyException();
    }
}
