package dev.atelier.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.internal.RegistrationJson;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bodies by which a worker asks a studio for an identity. */
public final class Registrations {
    private Registrations() {}

    /**
     * The worker's request.
     *
     * @param secretHash lower-case hex SHA-256 of the secret's text
     * @param label sent by very old workers only
     */
    public record Request(
            String installId,
            String secretHash,
            Capabilities capabilities,
            String userAgent,
            @Nullable String label) {}

    /** What the studio decided, or that it has not yet. */
    public sealed interface Decision {
        <R> R fold(
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected);
    }

    /** Nobody has decided. */
    public record Pending() implements Decision {
        @Override
        public <R> R fold(
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return pending.apply(this);
        }
    }

    /** The worker has a name and a key. */
    public record Approved(String workerId, Secret authToken) implements Decision {
        @Override
        public <R> R fold(
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return approved.apply(this);
        }
    }

    /** The worker is not wanted; the reason may be empty. */
    public record Rejected(String reason) implements Decision {
        @Override
        public <R> R fold(
                Function<? super Pending, ? extends R> pending,
                Function<? super Approved, ? extends R> approved,
                Function<? super Rejected, ? extends R> rejected) {
            return rejected.apply(this);
        }
    }

    public static ObjectNode write(Request request) {
        return RegistrationJson.write(request);
    }

    public static Request request(JsonNode json) throws MalformedJson {
        return RegistrationJson.request(json);
    }

    /** The studio's first answer: the request is noted under an id. */
    public static ObjectNode noted(String requestId) {
        return RegistrationJson.noted(requestId);
    }

    /** @return the id of the request */
    public static String noted(JsonNode json) throws MalformedJson {
        return RegistrationJson.noted(json);
    }

    public static ObjectNode write(Decision decision) {
        return RegistrationJson.write(decision);
    }

    public static Decision decision(JsonNode json) throws MalformedJson {
        return RegistrationJson.decision(json);
    }
}
