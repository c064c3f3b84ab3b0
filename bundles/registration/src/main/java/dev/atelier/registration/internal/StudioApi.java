package dev.atelier.registration.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.util.Optional;

/** The two things one can ask a studio about an identity. Each is one HTTP call. */
interface StudioApi {
    /** @return the id of the request */
    String request(StudioAddress studio, Registrations.Request request) throws IOException;

    /** @return empty when the studio does not know the request */
    Optional<Registrations.Decision> poll(StudioAddress studio, String requestId, Secret secret) throws IOException;
}
