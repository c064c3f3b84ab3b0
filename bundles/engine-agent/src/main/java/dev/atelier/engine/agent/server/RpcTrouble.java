package dev.atelier.engine.agent.server;

import dev.atelier.wire.agent.api.RpcCode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** Why a call brought no result. The message is for a person and holds no credentials. */
final class RpcTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    /** What there is to do about it. */
    enum Kind {
        /** The server is away, or cannot just now: try again. */
        AGAIN,
        /** It does not know the method. */
        UNKNOWN_METHOD,
        /** It does not know us, or not the task. */
        NOT_FOUND,
        /** It does not let us in. */
        NOT_ALLOWED,
        /** The task is another worker's by now. */
        STALE,
        /** Secrets are still to come. */
        SECRETS_LATER,
        /** Trying again would bring the same. */
        NEVER
    }

    private static final Duration NOT_LET_IN = Duration.ofSeconds(60);

    private final Kind kind;
    private final Duration after;

    /** @param after how long the server wants to be left alone; zero when it has said nothing */
    RpcTrouble(Kind kind, String message, Duration after) {
        super(message);
        this.kind = kind;
        this.after = kind == Kind.NOT_ALLOWED ? longer(after, NOT_LET_IN) : after;
    }

    RpcTrouble(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    static Kind kind(int code) {
        return RpcCode.of(code)
                .map(known -> switch (known) {
                    case METHOD_NOT_FOUND -> Kind.UNKNOWN_METHOD;
                    case NOT_FOUND -> Kind.NOT_FOUND;
                    case AUTHENTICATION_REQUIRED, PERMISSION_DENIED -> Kind.NOT_ALLOWED;
                    case STALE_ASSIGNMENT -> Kind.STALE;
                    case SECRETS_NOT_READY -> Kind.SECRETS_LATER;
                    case INTERNAL_ERROR, WORKER_UNAVAILABLE -> Kind.AGAIN;
                    case PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, TASK_FAILED -> Kind.NEVER;
                })
                .orElse(Kind.NEVER);
    }

    Kind kind() {
        return kind;
    }

    /** How long the server is to be left alone, whatever happens meanwhile. */
    Duration after() {
        return after;
    }

    /** How long to wait before the next try. */
    Duration pause(Supplier<Duration> usual) {
        return kind == Kind.NOT_ALLOWED ? after : longer(after, usual.get());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
