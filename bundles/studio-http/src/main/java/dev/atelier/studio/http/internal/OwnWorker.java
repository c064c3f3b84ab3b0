package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.studio.store.api.WorkerStore.Request;
import dev.atelier.wire.api.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Knows the worker of this very process: whoever made its request holds the secret in the identity file of this home,
 * which only its owner can read. So it needs nobody's approval; every other request does.
 */
final class OwnWorker {
    static final String BY = "this host";
    private static final int MAX_BYTES = 64 * 1024;

    private final boolean both;
    private final Path identity;

    OwnWorker(Home home) {
        this.both = home.roles().contains("worker") && home.roles().contains("studio");
        this.identity = home.state().resolve("identity.json");
    }

    boolean made(Request request) {
        if (!both || request.state() != Request.State.PENDING || !Files.isRegularFile(identity)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(identity)) {
            JsonNode json = Json.parse(in.readNBytes(MAX_BYTES));
            String install = json.path("installId").asText("");
            String secret = json.path("registrationSecret").asText("");
            return !secret.isEmpty()
                    && install.equals(request.installId())
                    && Bearer.sameHash(Fingerprint.hash(secret), request.secretHash());
        } catch (IOException e) {
            return false; // somebody has to look at it, then
        }
    }
}
