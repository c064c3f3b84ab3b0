package dev.atelier.registration.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.StudioAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything this room knows at one moment.
 *
 * @param address the studio; null when there is none
 */
record Standing(@Nullable StudioAddress address, Identity identity, RegistrationState state) {
    static final Standing START = new Standing(null, Identity.NONE, new RegistrationState.Pristine());

    Optional<StudioAddress> studio() {
        return Optional.ofNullable(address);
    }

    boolean ofOwnStudio() {
        return address != null && Configured.OWN.equals(identity.studio());
    }

    Optional<Credentials> credentials() {
        return studio().flatMap(studio -> state.fold(
                pristine -> Optional.empty(),
                pending -> Optional.empty(),
                approved -> Optional.of(
                        new Credentials(studio, approved.workerId(), Objects.requireNonNull(identity.authToken()))),
                rejected -> Optional.empty()));
    }

    /** What a person compares with the studio's; empty when no request waits. */
    Optional<String> fingerprint() {
        String installId = identity.installId();
        Secret secret = identity.secret();
        return state instanceof RegistrationState.Pending && installId != null && secret != null
                ? Optional.of(Fingerprint.of(installId, Fingerprint.hash(secret.value())))
                : Optional.empty();
    }

    boolean looksLike(Standing other) {
        return Objects.equals(address, other.address) && state.equals(other.state);
    }
}
