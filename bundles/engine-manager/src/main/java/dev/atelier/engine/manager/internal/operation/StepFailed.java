package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.Operation;
import org.jspecify.annotations.Nullable;

/** A step did not work out; what was done so far is undone. */
final class StepFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    StepFailed(String code, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.remedy = remedy;
    }

    Operation.Fault fault() {
        return new Operation.Fault(code, String.valueOf(getMessage()), remedy);
    }
}
