package dev.atelier.registration.internal;

import dev.atelier.common.api.Secret;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this worker knows about itself at one studio.
 *
 * @param studio the base URL it belongs to, or {@code own}; null until a studio is configured
 * @param secret proves that a poll comes from whoever made the request
 * @param since when the request was first seen waiting
 */
record Identity(
        @Nullable String installId,
        @Nullable String studio,
        @Nullable Secret secret,
        @Nullable String requestId,
        @Nullable Instant since,
        @Nullable String workerId,
        @Nullable Secret authToken) {
    static final Identity NONE = new Identity(null, null, null, null, null, null, null);

    boolean belongsElsewhere(String mark) {
        return studio != null && !studio.equals(mark);
    }

    /** A request that came without the moment it was made counts from now. */
    Identity at(String mark, Instant now) {
        Instant first = since == null && waiting() ? now : since;
        return new Identity(installId, mark, secret, requestId, first, workerId, authToken);
    }

    boolean approved() {
        return workerId != null && authToken != null;
    }

    boolean waiting() {
        return requestId != null && secret != null;
    }

    /** Able to ask or to poll: a request without its secret is of no use, so it makes way for a new one. */
    Identity prepared(Supplier<Secret> newSecret) {
        return new Identity(
                installId == null ? UUID.randomUUID().toString() : installId,
                studio,
                secret == null ? newSecret.get() : secret,
                secret == null ? null : requestId,
                waiting() ? since : null,
                workerId,
                authToken);
    }

    Identity requested(String id, Instant now) {
        return new Identity(installId, studio, secret, id, now, workerId, authToken);
    }

    Identity withoutRequest() {
        return new Identity(installId, studio, null, null, null, workerId, authToken);
    }

    Identity approvedAs(String worker, Secret token) {
        return new Identity(installId, studio, null, null, null, worker, token);
    }
}
