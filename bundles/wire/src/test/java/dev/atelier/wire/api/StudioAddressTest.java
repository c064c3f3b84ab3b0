package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudioAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://s.example, https://s.example, wss://s.example",
        "https://s.example/, https://s.example, wss://s.example",
        "https://s.example///, https://s.example, wss://s.example",
        "https://s.example/graphics/api, https://s.example, wss://s.example",
        "https://s.example/graphics/api/, https://s.example, wss://s.example",
        "https://s.example//graphics/api//, https://s.example, wss://s.example",
        "https://s.example/custom, https://s.example/custom, wss://s.example/custom",
        "https://s.example/custom/graphics/api, https://s.example/custom, wss://s.example/custom",
        "https://s.example/a%20b/, https://s.example/a%20b, wss://s.example/a%20b",
        "https://s.example/base?key=1#top, https://s.example/base, wss://s.example/base",
        "http://localhost:9790, http://localhost:9790, ws://localhost:9790",
        "http://[::1]:9790/, http://[::1]:9790, ws://[::1]:9790",
        "ws://s.example, http://s.example, ws://s.example",
        "wss://s.example/graphics/api, https://s.example, wss://s.example",
        "HTTPS://S.Example:443, https://s.example, wss://s.example",
        "http://s.example:80/, http://s.example, ws://s.example",
        "https://s.example:80, https://s.example:80, wss://s.example:80",
        "'  https://s.example ', https://s.example, wss://s.example"
    })
    void findsTheRoutesHoweverTheBaseWasTyped(String typed, String http, String ws) {
        StudioAddress address = StudioAddress.parse(typed);

        assertThat(address.base()).isEqualTo(http).isEqualTo(address.toString());
        assertThat(address.registerRequest()).hasToString(http + "/graphics/api/workers/register-request");
        assertThat(address.connect("w-1")).hasToString(ws + "/graphics/api/workers/w-1/connect");
        assertThat(StudioAddress.parse(address.base())).isEqualTo(address).hasSameHashCodeAs(address);
    }

    @Test
    void encodesIds() {
        StudioAddress address = StudioAddress.parse("https://s.example");

        assertThat(address.poll("rr 1/2?#%+é"))
                .hasToString("https://s.example/graphics/api/workers/register-requests/rr%201%2F2%3F%23%25%2B%C3%A9");
        assertThat(address.complete("w/1", "j 1"))
                .hasToString("https://s.example/graphics/api/workers/w%2F1/jobs/j%201/complete");
        assertThat(address.connect("../w").getRawPath()).isEqualTo("/graphics/api/workers/..%2Fw/connect");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s.example",
                "/graphics/api",
                "https://",
                "https:///path",
                "https:s.example",
                "ftp://s.example",
                "file:///etc/hosts",
                "https://s.example:99999",
                "https://s.example:port",
                "https://s example",
                "https://s.example/%zz",
                "https://user@s.example",
                "https://user:hunter2@s.example",
                "https://user:hunter2@s .example",
                "https://user:hunter2@",
                "gopher://user:hunter2@s.example"
            })
    void refusesWhatIsNoStudio(String typed) {
        assertThatThrownBy(() -> StudioAddress.parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("invalid api_base_url")
                .hasMessageNotContaining("hunter2");
    }
}
