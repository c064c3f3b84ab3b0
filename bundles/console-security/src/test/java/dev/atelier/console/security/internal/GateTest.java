package dev.atelier.console.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final Map<String, String> OURS = Map.of("Sec-Fetch-Site", "same-origin", "X-Atelier", "1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bundles",
                "/bundles/5",
                "/bundles.json",
                "/bundles.x.y/1",
                "/install",
                "/bundles;x",
                "/bundles%2f",
                "/Bundles"
            })
    void bundlesAreNotChangedByStockPages(String path) {
        assertThat(code("POST", path, OURS)).contains("read_only");
        assertThat(code("GET", path, Map.of())).isEmpty();
    }

    @Test
    void otherStockPagesTakeWhatOurOwnPagesSend() {
        assertThat(code("POST", "/configMgr", OURS)).isEmpty();
        assertThat(code("POST", "/configMgr", Map.of("Sec-Fetch-Site", "cross-site")))
                .contains("cross_origin");
        assertThat(code("POST", "/configMgr", Map.of("Sec-Fetch-Site", "same-site")))
                .contains("cross_origin");
        assertThat(code("POST", "/configMgr", Map.of())).contains("cross_origin");
    }

    @Test
    void theApiAlsoWantsItsHeader() {
        assertThat(code("POST", "/api/jobs", OURS)).isEmpty();
        assertThat(code("DELETE", "/api/engines/x", Map.of("Sec-Fetch-Site", "same-origin")))
                .contains("missing_header");
        assertThat(code("GET", "/api/jobs", Map.of())).isEmpty();
    }

    @Test
    void aBrowserWithoutFetchMetadataIsKnownByItsOrigin() {
        Map<String, String> ours = Map.of("Origin", "http://127.0.0.1:4780", "Host", "127.0.0.1:4780");
        Map<String, String> foreign =
                Map.of("Origin", "http://evil.example", "Host", "127.0.0.1:4780", "X-Atelier", "1");
        Map<String, String> none = Map.of("Origin", "null", "Host", "127.0.0.1:4780");

        assertThat(Origins.ourPage(header(ours))).isTrue();
        assertThat(Origins.ourPage(header(foreign))).isFalse();
        assertThat(Origins.ourPage(header(none))).isFalse();
        assertThat(Origins.ourPage(header(Map.of("X-Atelier", "1")))).isTrue();
    }

    @Test
    void aNameThatOnlyPointsAtUsIsNotOurs() {
        assertThat(Origins.ourHost("127.0.0.1:4780", "127.0.0.1")).isTrue();
        assertThat(Origins.ourHost("localhost", "127.0.0.1")).isTrue();
        assertThat(Origins.ourHost("[::1]:4780", "0:0:0:0:0:0:0:1")).isTrue();
        assertThat(Origins.ourHost("evil.example:4780", "127.0.0.1")).isFalse();
        assertThat(Origins.ourHost("127.0.0.1.evil.example", "127.0.0.1")).isFalse();
        assertThat(Origins.ourHost(null, "127.0.0.1")).isFalse();
        assertThat(Origins.ourHost("workshop.lan:4780", "192.168.1.20")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system/console",
                "/system/console/make",
                "/system/console/jobs/local-1?q=a%20b",
                "/system/console?x=1"
            })
    void pagesOfTheConsoleAreKeptForLater(String next) {
        assertThat(NextPath.checked(next)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//evil.example",
                "https://evil.example",
                "/\\evil.example",
                "/system/consoles",
                "/system/console/../..",
                "/system/console//evil.example",
                "/system/console/%2e%2e/x",
                "/system/console/a\r\nSet-Cookie: x",
                "/other"
            })
    void otherPlacesAreNot(String next) {
        assertThat(NextPath.checked(next)).isEqualTo("/system/console");
        assertThat(NextPath.checked(null)).isEqualTo("/system/console");
    }

    @Test
    void whatAFormSaysIsEscapedOnThePage() {
        String page = LoginPages.password("dark", "/system/console/\"><script>", "<b>no</b>");

        assertThat(page).doesNotContain("<script>").doesNotContain("<b>no").contains("data-theme=\"dark\"");
        assertThat(LoginPages.noPassword("x\" onload=\"", "")).doesNotContain("onload");
        assertThat(LoginPages.POLICY).doesNotContain("unsafe").contains("frame-ancestors 'none'");
    }

    @Test
    void fieldsAreDecoded() {
        Fields fields = Fields.of("password=a%26b+c&next=%2Fx&password=second&broken=%zz&=none");

        assertThat(fields.get("password")).isEqualTo("a&b c");
        assertThat(fields.get("next")).isEqualTo("/x");
        assertThat(fields.get("broken")).isEmpty();
        assertThat(fields.get("absent")).isEmpty();
    }

    private static Optional<String> code(String method, String path, Map<String, String> headers) {
        return Gate.refuse(method, path, header(headers)).map(Gate.Refusal::code);
    }

    private static Headers header(Map<String, String> headers) {
        return headers::get;
    }
}
