package dev.atelier.studio.agents.internal;

import dev.atelier.wire.agent.api.RpcCode;

/** A call that is answered with an error. The message goes to the worker. */
final class RpcRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final RpcCode code;

    RpcRefusal(RpcCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static RpcRefusal params(String message) {
        return new RpcRefusal(RpcCode.INVALID_PARAMS, message);
    }

    static RpcRefusal unknown(String what) {
        return new RpcRefusal(RpcCode.NOT_FOUND, "there is no such " + what + " here");
    }

    static RpcRefusal stale() {
        return new RpcRefusal(RpcCode.STALE_ASSIGNMENT, "the task is not this worker's, or not any more");
    }

    RpcCode code() {
        return code;
    }
}
