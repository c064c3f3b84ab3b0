package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.jobs.api.JobOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How the work on a job ended.
 *
 * @param engineFault whether the engine is to blame; what a caller did wrong never counts against an engine
 */
record Ending(JobOutcome outcome, @Nullable StoredResult result, boolean engineFault) {
    static final String NO_ENGINE = "no_engine";
    static final String CRASHED = "engine_crashed";
    static final String NOT_SAVED = "result_not_saved";
    static final String NOT_DELIVERED = "delivery_failed";

    static Ending done(StoredResult result) {
        return new Ending(new JobOutcome.Done(result.result()), result, false);
    }

    static Ending stopped(StopCause cause) {
        return new Ending(cause.outcome(), null, false);
    }

    static Ending failed(String code, String reason, boolean retryable) {
        return new Ending(new JobOutcome.Failed(code, reason, retryable), null, false);
    }

    static Ending of(EngineException e) {
        boolean fault = e.retryable() && !e.code().equals(EngineException.CANCELLED);
        return new Ending(new JobOutcome.Failed(e.code(), Texts.of(e), e.retryable()), null, fault);
    }

    /** How it ended after all: what was made stays here, whoever took it. */
    Ending delivered(JobOutcome after) {
        return new Ending(after, result, false);
    }

    Ending undelivered(String why) {
        return delivered(new JobOutcome.Failed(NOT_DELIVERED, "the result was not delivered: " + why, true));
    }

    static Ending crashed(String what) {
        return new Ending(new JobOutcome.Failed(CRASHED, what, true), null, true);
    }
}
