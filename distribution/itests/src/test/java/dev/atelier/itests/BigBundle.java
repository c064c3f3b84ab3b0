package dev.atelier.itests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A config bundle with many long declarations, as a backend syncs it.
 *
 * @param digest made here, from what the bundle says
 */
record BigBundle(String json, String digest) {
    static final String ID = "big-bundle";
    private static final String LONG = "a".repeat(900);

    static BigBundle of(int declarations) throws Exception {
        ObjectNode bundle = Atelier.JSON.createObjectNode();
        ObjectNode metadata = bundle.putObject("metadata");
        metadata.put("id", ID)
                .put("revision", "rev-1")
                .put("workspace_id", "ws-big")
                .put("created_at", "2026-07-01T00:00:00Z");
        metadata.putObject("provenance").put("source", "workspace-backend");
        List<String> lines = new ArrayList<>(List.of(
                line("id", ID),
                line("revision", "rev-1"),
                line("workspace_id", "ws-big"),
                line("created_at", "2026-07-01T00:00:00Z"),
                line("provenance.source", "workspace-backend"),
                line("provenance.detail", "")));
        ArrayNode all = bundle.putArray("declarations");
        for (int i = 0; i < declarations; i++) {
            String name = String.format(Locale.ROOT, "secret-%04d", i);
            String reference = "secret:" + LONG + i;
            all.addObject().put("kind", "secret_ref").put("name", name).put("reference", reference);
            lines.add(line("declaration", "secret_ref", name, reference));
        }
        String digest = digest(lines);
        metadata.put("digest", digest);
        return new BigBundle(
                Atelier.JSON.createObjectNode().set("bundle", bundle).toString(), digest);
    }

    private static String line(String... parts) {
        return String.join("\0", parts);
    }

    private static String digest(List<String> lines) throws Exception {
        List<byte[]> sorted = new ArrayList<>(lines.stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList());
        sorted.sort(Arrays::compareUnsigned);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (byte[] line : sorted) {
            sha.update(line);
            sha.update((byte) '\n');
        }
        return HexFormat.of().formatHex(sha.digest());
    }
}
