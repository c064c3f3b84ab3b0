package dev.atelier.engine.manager.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One change to the engines, as it is now.
 *
 * @param requestedBy who asked: {@code console}, {@code local API}, {@code deploy}, {@code start}, {@code probation}
 * @param unsigned whether an unsigned bundle was let in on purpose
 */
public record Operation(
        String id,
        Kind kind,
        String engine,
        @Nullable String from,
        @Nullable String to,
        State state,
        List<Step> steps,
        @Nullable Fault error,
        Instant startedAt,
        @Nullable Instant finishedAt,
        String requestedBy,
        boolean unsigned) {
    public Operation {
        steps = List.copyOf(steps);
    }

    /** What is done. */
    public enum Kind {
        INSTALL,
        SWAP,
        ROLLBACK,
        REMOVE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it stands. */
    public enum State {
        RUNNING,
        DONE,
        ROLLED_BACK,
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One step: {@code fetch stage verify preview start self-test switch drain retire}. */
    public record Step(
            String name,
            StepState state,
            @Nullable Instant startedAt,
            long millis,
            @Nullable String detail) {}

    /** How a step stands. */
    public enum StepState {
        WAITING,
        RUNNING,
        DONE,
        SKIPPED,
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why it ended badly: a stable code, a sentence, what to do. */
    public record Fault(String code, String message, String remedy) {}
}
