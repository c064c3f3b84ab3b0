package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Diagnostic.Severity;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.ExecutionResult.Outcome;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedErrorsTest {
    private static Diagnostic refused(Operation operation, Outcome outcome) {
        return EmbeddedErrors.of(new RuntimeRefusal(
                RuntimeError.WORKER_EXECUTION_REJECTED,
                "words of the backend",
                new ExecutionResult(operation, outcome, RunState.REJECTED, "/srv/vault said no")));
    }

    @Test
    void aWorkerBehindWhichNothingStartedTellsHowItWasRefused() {
        Map<Outcome, Severity> severities = Map.of(
                Outcome.REJECTED, Severity.WARNING,
                Outcome.BUSY, Severity.WARNING,
                Outcome.UNSUPPORTED, Severity.WARNING,
                Outcome.ERRORED, Severity.ERROR);

        severities.forEach((outcome, severity) -> {
            Diagnostic why = refused(Operation.SPAWN, outcome);
            assertThat(why.code()).isEqualTo("embedded_worker_execution_spawn_" + outcome.wire());
            assertThat(why.severity()).isEqualTo(severity);
            assertThat(why.message()).doesNotContain("words", "vault");
        });
    }

    @Test
    void inputThatWasNotTakenIsNoFailedStart() {
        Diagnostic why = refused(Operation.INPUT, Outcome.BUSY);

        assertThat(why.code()).isEqualTo("embedded_worker_execution_rejected");
        assertThat(why.message()).doesNotContain("words", "vault");
    }

    @Test
    void whoAsksForTooMuchIsToldBothNumbers() {
        Diagnostic why = EmbeddedErrors.of(
                new RuntimeRefusal(RuntimeError.LIMIT_TOO_LARGE, "the limit 300 is larger than 256, the largest"));

        assertThat(why.code()).isEqualTo("embedded_runtime_limit_too_large");
        assertThat(why.message()).contains("300", "256");
    }
}
