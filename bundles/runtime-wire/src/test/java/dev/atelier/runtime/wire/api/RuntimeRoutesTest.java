package dev.atelier.runtime.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeRoutesTest {
    private final RuntimeRoutes routes = new RuntimeRoutes();

    @Test
    void knowsIdsByTheirPlace() throws Refusal {
        assertThat(routes.find("GET", "/v1/workers/a%2Fb:c/transcript").id()).isEqualTo("a/b:c");
        assertThat(routes.find("HEAD", "/v1/config-bundles/b").id()).isEqualTo("b");
        assertThat(routes.find("GET", "/v1/workers").id()).isEmpty();
        assertThat(routes.find("GET", "/v1/workers/w/events/ws").observes()).isTrue();
        assertThat(routes.find("GET", "/v1/workers/w").observes()).isFalse();
    }

    @Test
    void aWorkerHasAnId() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> routes.find("GET", "/v1/workers/%20%09"));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.body().path("error").path("code").asText()).isEqualTo("invalid_worker_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v2/runtime",
                "/v1/worker",
                "/v1/runtime/x",
                "/v1/workers/w/nothing",
                "/v1/workers/w/events",
                "/v1/workers/%2"
            })
    void knowsNothingElse(String path) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> routes.find("GET", path));

        assertThat(refusal.status()).isEqualTo(404);
        assertThat(refusal.body().path("error").path("code").asText()).isEqualTo("route_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/runtime, 'GET, HEAD'",
        "PUT, /v1/workers, 'GET, POST, HEAD'",
        "PUT, /v1/workers/w, 'GET, DELETE, HEAD'",
        "GET, /v1/workers/w/input, POST",
        "HEAD, /v1/workers/w/stop, POST",
        "OPTIONS, /v1/workers/w/events/ws, 'GET, HEAD'",
        "DELETE, /v1/config-bundles, 'GET, POST, HEAD'"
    })
    void saysWhichMethodsThereAre(String method, String path, String allowed) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> routes.find(method, path));

        assertThat(refusal.status()).isEqualTo(405);
        assertThat(refusal.headers()).containsEntry("Allow", allowed);
    }

    @Test
    void takesExactlyTheWhiteSpaceOfUnicodeForBlank() {
        int[] blank = IntStream.rangeClosed(0, 0xFFFF)
                .filter(c -> RuntimeRoutes.isBlank(String.valueOf((char) c)))
                .toArray();

        assertThat(blank)
                .containsExactly(
                        0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
                        0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000);
    }
}
