package dev.atelier.registration.api;

import java.time.Instant;
import java.util.function.Function;

/** How far a worker has come with its studio. */
public sealed interface RegistrationState {
    <R> R fold(
            Function<? super Pristine, ? extends R> pristine,
            Function<? super Pending, ? extends R> pending,
            Function<? super Approved, ? extends R> approved,
            Function<? super Rejected, ? extends R> rejected);

    /** Nothing has been asked, or nothing came of it. */
    record Pristine() implements RegistrationState {
        @Override
        public <R> R fold(
                Function<? super Pristine, ? extends R> pristine,
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return pristine.apply(this);
        }
    }

    /**
     * The studio's operator has not decided.
     *
     * @param since when the request was first seen waiting
     */
    record Pending(String requestId, Instant since) implements RegistrationState {
        @Override
        public <R> R fold(
                Function<? super Pristine, ? extends R> pristine,
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return pending.apply(this);
        }
    }

    /** The studio knows this worker. */
    record Approved(String workerId) implements RegistrationState {
        @Override
        public <R> R fold(
                Function<? super Pristine, ? extends R> pristine,
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return approved.apply(this);
        }
    }

    /** The studio's operator said no; the reason may be empty. */
    record Rejected(String reason) implements RegistrationState {
        @Override
        public <R> R fold(
                Function<? super Pristine, ? extends R> pristine,
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return rejected.apply(this);
        }
    }
}
