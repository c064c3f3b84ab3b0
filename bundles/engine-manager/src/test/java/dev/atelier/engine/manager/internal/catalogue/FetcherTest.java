package dev.atelier.engine.manager.internal.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Where a redirect may lead. */
class FetcherTest {
    private static final URI OUTSIDE = URI.create("https://shop.example/engines/x.jar");

    @Test
    void followsToOtherPlacesOutside() throws Exception {
        assertThat(Fetcher.next(OUTSIDE, "../y.jar")).isEqualTo(URI.create("https://shop.example/y.jar"));
        assertThat(Fetcher.next(OUTSIDE, "https://other.example/x.jar").getHost())
                .isEqualTo("other.example");
    }

    @Test
    void isNotLedToThisMachineFromOutside() {
        for (String inside : new String[] {
            "http://127.0.0.1/x.jar", "https://localhost:4787/x.jar", "http://[::1]/x.jar", "file:///etc/x.jar"
        }) {
            assertThatThrownBy(() -> Fetcher.next(OUTSIDE, inside)).as(inside).hasMessageContaining("of this machine");
        }
    }

    @Test
    void isNotLedToAPlainAddress() {
        assertThatThrownBy(() -> Fetcher.next(OUTSIDE, "http://shop.example/x.jar"))
                .hasMessageContaining("only https");
    }

    @Test
    void goesOnWithinThisMachine() throws Exception {
        assertThat(Fetcher.next(URI.create("http://127.0.0.1:80/x.jar"), "/y.jar"))
                .isEqualTo(URI.create("http://127.0.0.1:80/y.jar"));
    }
}
