package dev.atelier.runtime.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    @ParameterizedTest
    @CsvSource({
        "runtime_stopped, 409",
        "wrong_runtime, 400",
        "wrong_runtime_cursor, 400",
        "worker_not_found, 404",
        "limit_too_large, 400",
        "invalid_request, 400",
        "config_bundle_missing, 404",
        "config_bundle_digest_mismatch, 400",
        "invalid_profile_selector, 400",
        "unsupported_config_declaration, 400",
        "store_io, 500",
        "store_missing, 500",
        "store_corrupt, 500",
        "state_poisoned, 500",
        "invalid_initial_input_kind, 400",
        "worker_execution_unavailable, 409",
        "execution_backend_unavailable, 409",
        "worker_execution_rejected, 409"
    })
    void hasTheStatusOfItsCode(String code, int status) {
        RuntimeError error =
                dev.atelier.runtime.api.Wire.of(RuntimeError.class, code).orElseThrow();

        Refusal refusal = Refusal.of(new RuntimeRefusal(error, "why"));

        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.body().toString()).isEqualTo("{\"error\":{\"code\":\"" + code + "\",\"message\":\"why\"}}");
    }

    @Test
    void tellsWhatABackendDidButNotWhatItSaid() {
        ExecutionResult result = ExecutionResult.errored(ExecutionResult.Operation.INPUT, "key k-123 was refused");

        Refusal refusal = Refusal.of(new RuntimeRefusal(RuntimeError.WORKER_EXECUTION_REJECTED, "refused", result));

        assertThat(refusal.body().path("error").path("details").toString())
                .isEqualTo("{\"operation\":\"input\",\"outcome\":\"errored\"}");
        assertThat(refusal.body().toString()).doesNotContain("k-123");
    }
}
