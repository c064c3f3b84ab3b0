package dev.atelier.engine.agent;

/** Why an agent task did not succeed, as its server is told; the names are part of the protocol. */
public enum ErrorCode {
    CONFIG_INVALID(false),
    ENGINE_UNAVAILABLE(true),
    ENGINE_API_UNSUPPORTED(false),
    DISK_LOW(true),
    GIT_CLONE_FAILED(true),
    GIT_BRANCH_NOT_FOUND(false),
    WORKTREE_FAILED(false),
    REPO_UNSAFE(false),
    SECRETS_UNAVAILABLE(true),
    SECRET_REQUIRED_MISSING(false),
    IMAGE_PULL_FAILED(true),
    IMAGE_BUILD_FAILED(false),
    IMAGE_BUILD_TIMEOUT(true),
    CONTAINER_CREATE_FAILED(true),
    CONTAINER_START_FAILED(true),
    AGENT_NOT_INSTALLED(false),
    AGENT_NOT_EXECUTABLE(false),
    AGENT_AUTH_FAILED(false),
    AGENT_REPORTED_ERROR(true),
    AGENT_NO_RESULT(true),
    AGENT_CRASHED(true),
    AGENT_KILLED(true),
    CONTAINER_OOM(false),
    CONTAINER_LOST(true),
    TASK_TIMEOUT(true),
    TASK_IDLE_TIMEOUT(true),
    TTY_TIMEOUT(true),
    TASK_CANCELLED(false),
    WORKER_SHUTDOWN(true),
    WORKER_RESTARTED(true),
    STALE_ASSIGNMENT(false),
    INTERNAL(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same task may well succeed when it is tried again. */
    public boolean retryable() {
        return retryable;
    }
}
