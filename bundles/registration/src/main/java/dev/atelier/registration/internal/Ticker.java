package dev.atelier.registration.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.registration.api.RegistrationState.Approved;
import dev.atelier.registration.api.RegistrationState.Pending;
import dev.atelier.registration.api.RegistrationState.Pristine;
import dev.atelier.registration.api.RegistrationState.Rejected;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One step towards an identity, of at most one HTTP call. Keeps nothing between steps. */
final class Ticker {
    private final StudioApi api;
    private final Supplier<Optional<Capabilities>> capabilities;
    private final Consumer<Identity> keep;
    private final Supplier<Secret> newSecret;
    private final String userAgent;
    private final Clock clock;

    /** @param keep puts an identity on disk, before the answer to it is asked for; never throws */
    Ticker(
            StudioApi api,
            Supplier<Optional<Capabilities>> capabilities,
            Consumer<Identity> keep,
            Supplier<Secret> newSecret,
            String userAgent,
            Clock clock) {
        this.api = api;
        this.capabilities = capabilities;
        this.keep = keep;
        this.newSecret = newSecret;
        this.userAgent = userAgent;
        this.clock = clock;
    }

    /**
     * Where a step led.
     *
     * @param problem why it led nowhere, for the log; null when nothing went wrong
     */
    record Step(
            Identity identity,
            RegistrationState state,
            @Nullable String problem) {}

    /** Where an identity stands before anything is asked. */
    static RegistrationState stateOf(Identity identity) {
        if (identity.approved()) {
            return new Approved(Objects.requireNonNull(identity.workerId()));
        }
        return identity.waiting() && identity.since() != null
                ? new Pending(Objects.requireNonNull(identity.requestId()), identity.since())
                : new Pristine();
    }

    Step tick(StudioAddress studio, Identity before) {
        if (before.approved()) {
            return new Step(before, stateOf(before), null);
        }
        Identity identity = before.prepared(newSecret);
        if (!identity.equals(before)) {
            keep.accept(identity);
        }
        return identity.waiting() ? poll(studio, identity) : request(studio, identity);
    }

    private Step request(StudioAddress studio, Identity identity) {
        try {
            Optional<Capabilities> offered = capabilities.get().map(Capabilities::enabled);
            if (offered.isEmpty()) {
                return new Step(identity, new Pristine(), null); // it is told where it is missing
            }
            String hash =
                    Fingerprint.hash(Objects.requireNonNull(identity.secret()).value());
            String installId = Objects.requireNonNull(identity.installId());
            String id = api.request(studio, new Registrations.Request(installId, hash, offered.get(), userAgent, null));
            return kept(identity.requested(id, now()));
        } catch (IOException e) {
            return new Step(identity, new Pristine(), e.getMessage());
        }
    }

    private Step poll(StudioAddress studio, Identity identity) {
        try {
            return api.poll(
                            studio,
                            Objects.requireNonNull(identity.requestId()),
                            Objects.requireNonNull(identity.secret()))
                    .map(decision -> decided(identity, decision))
                    // The studio forgot the request: the next step makes another one.
                    .orElseGet(() -> kept(identity.withoutRequest()));
        } catch (IOException e) {
            // A 401 as well: a studio that is not itself at the moment must not cost the request.
            return new Step(identity, stateOf(identity), e.getMessage());
        }
    }

    private Step decided(Identity identity, Registrations.Decision decision) {
        return decision.fold(
                pending -> new Step(identity, stateOf(identity), null),
                approved -> kept(identity.approvedAs(approved.workerId(), approved.authToken())),
                rejected -> {
                    Identity without = identity.withoutRequest();
                    keep.accept(without);
                    return new Step(without, new Rejected(Texts.clean(rejected.reason())), null);
                });
    }

    private Step kept(Identity identity) {
        keep.accept(identity);
        return new Step(identity, stateOf(identity), null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
