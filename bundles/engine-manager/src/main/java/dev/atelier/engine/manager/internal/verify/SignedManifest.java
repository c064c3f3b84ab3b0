package dev.atelier.engine.manager.internal.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** The file beside a bundle that is signed in its place. */
record SignedManifest(
        List<Entry> bundles,
        @Nullable Version minApi,
        @Nullable Long sequence,
        @Nullable Instant expires,
        @Nullable String keyId) {

    record Entry(String bsn, String version, String sha256, long size) {}

    static SignedManifest parse(byte[] bytes) throws IOException {
        JsonNode node = Json.parse(bytes);
        if (node.path("format").asInt() != 1) {
            throw new IOException("its format is not 1");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode each : node.path("bundles")) {
            entries.add(new Entry(
                    each.path("bsn").asText(),
                    each.path("version").asText(),
                    each.path("sha256").asText(),
                    each.path("size").asLong(-1)));
        }
        try {
            String minApi = text(node, "minApi");
            String expires = text(node, "expires");
            return new SignedManifest(
                    List.copyOf(entries),
                    minApi == null ? null : Version.parseVersion(minApi),
                    node.path("sequence").isIntegralNumber()
                            ? node.path("sequence").asLong()
                            : null,
                    expires == null ? null : Instant.parse(expires),
                    text(node, "keyId"));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
    }

    Optional<Entry> entryOf(String sha256) {
        return bundles.stream().filter(e -> e.sha256().equalsIgnoreCase(sha256)).findFirst();
    }
}
