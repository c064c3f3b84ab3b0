package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.ErrorCode;

/** Where a run stands. */
enum Stage {
    RECEIVED,
    WORKTREE,
    SECRETS,
    IMAGE,
    STARTING,
    RUNNING,
    WAITING_INPUT,
    /** The container has ended: its last words and its work are brought in. */
    COLLECTING,
    REPORTING,
    CLEANUP,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    TIMED_OUT;

    boolean isFinal() {
        return compareTo(SUCCEEDED) >= 0;
    }

    /** Whether the run can still be ended by something that happens to it. */
    boolean isOpen() {
        return compareTo(COLLECTING) < 0;
    }

    boolean leadsTo(Stage next) {
        if (next == COLLECTING) {
            return isOpen();
        }
        return switch (this) {
            case RUNNING -> next == WAITING_INPUT;
            case WAITING_INPUT -> next == RUNNING;
            case CLEANUP -> next.isFinal();
            case RECEIVED -> next == WORKTREE;
            case WORKTREE -> next == SECRETS;
            case SECRETS -> next == IMAGE;
            case IMAGE -> next == STARTING;
            case STARTING -> next == RUNNING;
            case COLLECTING -> next == REPORTING;
            case REPORTING -> next == CLEANUP;
            case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> false;
        };
    }

    /** The last stage of a run that ended for this reason. */
    static Stage lastAfter(ErrorCode reason) {
        return switch (reason) {
            case TASK_CANCELLED, STALE_ASSIGNMENT, WORKER_SHUTDOWN, WORKER_RESTARTED -> CANCELLED;
            case TASK_TIMEOUT, TASK_IDLE_TIMEOUT -> TIMED_OUT;
            default -> FAILED;
        };
    }
}
