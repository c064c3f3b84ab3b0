package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
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
    /** How an identity names the studio of its own process; one of another studio has told its secret's hash there. */
    private static final String OWN_STUDIO = "own";

    private static final int MAX_BYTES = 64 * 1024;

    private final boolean both;
    private final Path identity;

    OwnWorker(Home home) {
        this.both = home.roles().contains("worker") && home.roles().contains("studio");
        this.identity = home.state().resolve("identity.json");
    }

    /** Whether it is worth reading what comes from an address to find out. */
    boolean mayComeFrom(String address) {
        return both && Source.isThisHost(address);
    }

    boolean made(String installId, String secretHash) {
        if (!both || !Files.isRegularFile(identity)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(identity)) {
            JsonNode json = Json.parse(in.readNBytes(MAX_BYTES));
            String install = json.path("installId").asText("");
            String secret = json.path("registrationSecret").asText("");
            return OWN_STUDIO.equals(json.path("studio").asText(""))
                    && !secret.isEmpty()
                    && install.equals(installId)
                    && Bearer.sameHash(Fingerprint.hash(secret), secretHash);
        } catch (IOException e) {
            return false; // somebody has to look at it, then
        }
    }
}
