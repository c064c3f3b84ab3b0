package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Wordless;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.RuntimeRefusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told of a refusal of the embedded runtime. Its own words stay with it, which logs what it cannot do: they may
 * speak of what is none of a browser's business.
 */
final class EmbeddedErrors {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedErrors.class);

    private EmbeddedErrors() {}

    static Diagnostic of(RuntimeException problem) {
        if (!(problem instanceof RuntimeRefusal refusal)) {
            LOG.atError().setCause(Wordless.of(problem)).log("embedded runtime failed");
            return unavailable();
        }
        return switch (refusal.error()) {
            case RUNTIME_STOPPED -> Diagnostic.warning("embedded_runtime_stopped", "The runtime has been stopped.");
            case WRONG_RUNTIME, WRONG_RUNTIME_CURSOR ->
                Diagnostic.warning("embedded_runtime_wrong_identity", "This belongs to another runtime.");
            case WORKER_NOT_FOUND ->
                Diagnostic.warning("embedded_worker_not_found", "The runtime knows no such Worker.");
            case LIMIT_TOO_LARGE ->
                // Its words here are two numbers, which whoever asks for too much wants to know.
                Diagnostic.warning(
                        "embedded_runtime_limit_too_large", "The runtime refused: " + refusal.getMessage() + ".");
            case INVALID_REQUEST,
                    CONFIG_BUNDLE_MISSING,
                    CONFIG_BUNDLE_DIGEST_MISMATCH,
                    INVALID_PROFILE_SELECTOR,
                    UNSUPPORTED_CONFIG_DECLARATION ->
                Diagnostic.warning(
                        "embedded_runtime_invalid_request",
                        "The runtime refused the request (" + refusal.error().wire() + ").");
            case STORE_IO, STORE_MISSING, STORE_CORRUPT -> {
                LOG.atError().setCause(Wordless.of(refusal)).log("embedded runtime cannot use its store");
                yield Diagnostic.error("embedded_runtime_store_error", "The runtime cannot use its store.");
            }
            case STATE_POISONED -> unavailable();
            case INVALID_INITIAL_INPUT_KIND ->
                Diagnostic.warning(
                        "embedded_worker_initial_input_kind_invalid", "A Worker begins with input of a user only.");
            case WORKER_EXECUTION_UNAVAILABLE, EXECUTION_BACKEND_UNAVAILABLE ->
                Diagnostic.warning(
                        "embedded_worker_execution_unavailable", "Nothing works behind this Worker at the moment.");
            case WORKER_EXECUTION_REJECTED -> notTaken(refusal.result());
        };
    }

    private static Diagnostic notTaken(@Nullable ExecutionResult result) {
        if (result == null || result.operation() != ExecutionResult.Operation.SPAWN) {
            return Diagnostic.warning(
                    "embedded_worker_execution_rejected", "What works behind this Worker did not take it.");
        }
        String code = "embedded_worker_execution_spawn_" + result.outcome().wire();
        String words = "What was to work behind this Worker did not start.";
        return result.outcome() == ExecutionResult.Outcome.ERRORED
                ? Diagnostic.error(code, words)
                : Diagnostic.warning(code, words);
    }

    static Diagnostic unavailable() {
        return Diagnostic.error("embedded_runtime_state_unavailable", "The runtime cannot be used.");
    }
}
