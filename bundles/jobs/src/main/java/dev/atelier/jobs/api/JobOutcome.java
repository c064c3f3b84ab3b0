package dev.atelier.jobs.api;

import dev.atelier.engine.api.EngineResult;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** How a job ended. Every case is expected; bugs still surface as exceptions. */
@ProviderType
public sealed interface JobOutcome {
    <R> R fold(
            Function<? super Done, ? extends R> done,
            Function<? super Failed, ? extends R> failed,
            Function<? super Cancelled, ? extends R> cancelled);

    /** The result; a media body is a file that stays while the record does. */
    record Done(EngineResult result) implements JobOutcome {
        @Override
        public <R> R fold(
                Function<? super Done, ? extends R> done,
                Function<? super Failed, ? extends R> failed,
                Function<? super Cancelled, ? extends R> cancelled) {
            return done.apply(this);
        }
    }

    /** The reason, with a stable code. */
    record Failed(String code, String reason, boolean retryable) implements JobOutcome {
        @Override
        public <R> R fold(
                Function<? super Done, ? extends R> done,
                Function<? super Failed, ? extends R> failed,
                Function<? super Cancelled, ? extends R> cancelled) {
            return failed.apply(this);
        }
    }

    /** Somebody no longer wanted it. */
    record Cancelled(String reason) implements JobOutcome {
        @Override
        public <R> R fold(
                Function<? super Done, ? extends R> done,
                Function<? super Failed, ? extends R> failed,
                Function<? super Cancelled, ? extends R> cancelled) {
            return cancelled.apply(this);
        }
    }
}
