package dev.atelier.wire.agent.api;

import java.util.Arrays;
import java.util.Optional;

/** Why a call was not answered with a result. */
public enum RpcCode {
    PARSE_ERROR(-32700),
    INVALID_REQUEST(-32600),
    METHOD_NOT_FOUND(-32601),
    INVALID_PARAMS(-32602),
    INTERNAL_ERROR(-32603),
    AUTHENTICATION_REQUIRED(-32001),
    PERMISSION_DENIED(-32002),
    NOT_FOUND(-32003),
    WORKER_UNAVAILABLE(-32004),
    TASK_FAILED(-32005),
    STALE_ASSIGNMENT(-32010),
    SECRETS_NOT_READY(-32011);

    private final int number;

    RpcCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Empty for a number that is not known here. */
    public static Optional<RpcCode> of(int number) {
        return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
    }

    /** For who was refused by HTTP before the call was read. */
    public static RpcCode ofStatus(int status) {
        return switch (status) {
            case 401 -> AUTHENTICATION_REQUIRED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> NOT_FOUND;
            case 503 -> WORKER_UNAVAILABLE;
            case 500 -> INTERNAL_ERROR;
            default -> INVALID_REQUEST;
        };
    }
}
