package dev.atelier.runtime.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservationCodesTest {
    @ParameterizedTest
    @CsvSource({
        "runtime.observation_only, 1008",
        "runtime.cursor_malformed, 1008",
        "runtime.worker_not_found, 1008",
        "runtime.cursor_expired, 1013",
        "runtime.cursor_unknown_or_expired, 1013",
        "runtime.unavailable, 1013",
        "runtime.upstream_closed, 1001",
        "runtime.serialize_failed, 1011"
    })
    void closesWithTheCodeOfTheDiagnostic(String diagnostic, int code) {
        assertThat(ObservationSocket.code(diagnostic)).isEqualTo(code);
    }
}
