package dev.atelier.launcher.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudioUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://s.example,https://s.example",
        "https://s.example/,https://s.example",
        "https://s.example/graphics/api/,https://s.example",
        "https://s.example/custom/graphics/api?x=1#f,https://s.example/custom",
        "HTTP://localhost:9790//,http://localhost:9790",
        "https://S.Example:443/,https://s.example",
        "http://S.EXAMPLE:80,http://s.example",
        "https://s.example:80,https://s.example:80",
        "http://[::1]:4780/,http://[::1]:4780"
    })
    void theSameStudioHasOneBase(String typed, String base) {
        assertThat(StudioUrl.parse(typed).base()).isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "studio",
                "ftp://s.example",
                "http://",
                "http:///x",
                "http://a b/",
                "ws://s.example",
                "http://s:70000"
            })
    void whatIsNoAddressOfAStudioIsRefused(String typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudioUrl.parse(typed))
                .withMessageStartingWith("invalid api_base_url: ");
    }

    @Test
    void aPasswordInItIsRefusedAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudioUrl.parse("https://me:hush@s.example"))
                .withMessageContaining("password")
                .withMessageNotContaining("hush");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudioUrl.parse("https://me:hush@s .example"))
                .withMessageNotContaining("hush")
                .withNoCause();
    }
}
