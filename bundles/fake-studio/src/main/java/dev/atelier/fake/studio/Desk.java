package dev.atelier.fake.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.Registrations.Approved;
import dev.atelier.wire.api.Registrations.Decision;
import dev.atelier.wire.api.Registrations.Pending;
import dev.atelier.wire.api.Registrations.Rejected;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where workers ask for an identity. Guarded by the studio's monitor. */
final class Desk {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, Registered> byRequestId = new HashMap<>();
    private final Map<String, String> workerOfRequest = new HashMap<>();
    private final Map<String, String> tokenOfWorker = new HashMap<>();
    private final Kept<Registered> registrations = new Kept<>();
    private final Consumer<String> violation;
    private Approval approval = Approval.pending();

    Desk(Consumer<String> violation) {
        this.violation = violation;
    }

    void approval(Approval next) {
        approval = next;
    }

    void admit(String workerId, String authToken) {
        tokenOfWorker.put(workerId, authToken);
    }

    void forget(String workerId) {
        tokenOfWorker.remove(workerId);
    }

    boolean knows(String workerId, @Nullable String token) {
        return token != null && token.equals(tokenOfWorker.get(workerId));
    }

    Kept<Registered> registrations() {
        return registrations;
    }

    Answer register(String body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            Registrations.Request request = Registrations.request(json);
            RawRules.registration(json).forEach(problem -> violation.accept("registration: " + problem));
            String requestId = pendingOf(request);
            Registered registered = new Registered(Instant.now(), requestId, request);
            byRequestId.put(requestId, registered);
            registrations.add(registered);
            return Answer.status(201, Registrations.noted(requestId).toString());
        } catch (MalformedJson | JsonProcessingException e) {
            violation.accept("registration that cannot be read: " + e.getMessage());
            return Answer.status(400, "bad request");
        }
    }

    Answer poll(String requestId, @Nullable String bearer) {
        Registered registered = byRequestId.get(requestId);
        if (registered == null || approval.verdict() == Approval.Verdict.NOT_FOUND) {
            byRequestId.remove(requestId);
            return Answer.status(404, "no such request");
        }
        if (bearer == null || !sha256(bearer).equals(registered.request().secretHash())) {
            violation.accept("poll with a wrong bearer");
            return Answer.status(401, "wrong secret");
        }
        return Answer.status(200, Registrations.write(decision(requestId)).toString());
    }

    private Decision decision(String requestId) {
        return switch (approval.verdict()) {
            case PENDING, NOT_FOUND -> new Pending();
            case REJECTED -> new Rejected(approval.reason());
            case APPROVED -> {
                String named = approval.workerId();
                String workerId = named != null
                        ? named
                        : workerOfRequest.computeIfAbsent(requestId, any -> "w-" + (workerOfRequest.size() + 1));
                String given = approval.authToken();
                Secret token = given != null ? new Secret(given) : Secret.random();
                tokenOfWorker.put(workerId, token.value());
                yield new Approved(workerId, token);
            }
        };
    }

    /** Who asks again with the same secret gets the same request; another secret makes a new one. */
    private String pendingOf(Registrations.Request request) {
        List<Registered> earlier = byRequestId.values().stream()
                .filter(each -> each.request().installId().equals(request.installId()))
                .filter(each -> !workerOfRequest.containsKey(each.requestId()))
                .toList();
        for (Registered each : earlier) {
            if (each.request().secretHash().equals(request.secretHash())) {
                return each.requestId();
            }
            byRequestId.remove(each.requestId());
        }
        return "rr-" + java.util.UUID.randomUUID();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
