package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.JobOutcome;

/**
 * Why a job has to end early.
 *
 * @param keepsResult whether a result that arrives all the same is still welcome
 */
record StopCause(Kind kind, String reason, boolean keepsResult) {
    static final String DEADLINE = "deadline_passed";

    /** Who wants it to end. */
    enum Kind {
        CALLER,
        DEADLINE,
        RECALL,
        STOPPING
    }

    static StopCause caller() {
        return new StopCause(Kind.CALLER, "cancelled", false);
    }

    static StopCause deadline(String why) {
        return new StopCause(Kind.DEADLINE, "deadline passed: " + why, false);
    }

    static StopCause recall(String engine) {
        return new StopCause(Kind.RECALL, engine + " was retired before the job had ended", true);
    }

    static StopCause stopping() {
        return new StopCause(Kind.STOPPING, "the worker is stopping", true);
    }

    JobOutcome outcome() {
        return outcome("");
    }

    JobOutcome outcome(String remark) {
        return kind == Kind.DEADLINE
                ? new JobOutcome.Failed(DEADLINE, reason + remark, false)
                : new JobOutcome.Cancelled(reason + remark);
    }
}
