package dev.atelier.downloads.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an unfinished file, kept beside it.
 *
 * @param target the name it is to have: two files of one folder may share the name of their unfinished ones
 * @param source a hash of where it comes from; a URL may be secret
 * @param validator the server's word for this very content
 * @param total negative while it is not known
 * @param done what is there and synced, for a file that came in parallel
 */
record About(String target, String source, @Nullable String validator, long total, List<Span> done) {
    About {
        done = List.copyOf(done);
    }

    static About of(Path target, String url, @Nullable String validator, long total) {
        return new About(String.valueOf(target.getFileName()), hash(Urls.shown(url)), validator, total, List.of());
    }

    /** Whether this is about the same file from the same place. */
    boolean same(Path target, String url) {
        return this.target.equals(String.valueOf(target.getFileName())) && source.equals(hash(Urls.shown(url)));
    }

    About with(List<Span> spans) {
        return new About(target, source, validator, total, spans);
    }

    static Path beside(Path unfinished) {
        return unfinished.resolveSibling(unfinished.getFileName() + ".json");
    }

    /** Empty when there is none, or it makes no sense. */
    static Optional<About> read(Path unfinished) {
        try {
            JsonNode json = Json.parse(Files.readAllBytes(beside(unfinished)));
            List<Span> done = new ArrayList<>();
            for (JsonNode span : json.path("done")) {
                done.add(new Span(span.path(0).asLong(), span.path(1).asLong()));
            }
            JsonNode validator = json.path("validator");
            return Optional.of(new About(
                    json.path("target").asText(),
                    json.path("source").asText(),
                    validator.isTextual() ? validator.asText() : null,
                    json.path("total").asLong(-1),
                    done));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** On disk when this returns. */
    void write(Path unfinished) throws IOException {
        ObjectNode json = Json.object().put("target", target).put("source", source);
        if (validator != null) {
            json.put("validator", validator);
        }
        json.put("total", total);
        ArrayNode spans = json.putArray("done");
        done.forEach(span -> spans.addArray().add(span.from()).add(span.to()));
        AtomicFiles.write(beside(unfinished), Json.bytes(json));
    }

    /** The unfinished file first: what is told of a file that is gone is told of none. */
    static void delete(Path unfinished) throws IOException {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(beside(unfinished));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
