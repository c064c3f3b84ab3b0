package dev.atelier.engine.manager.internal.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.store.Digests;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one catalogue: an {@code index.json}, or the engine bundles lying in a folder without one. */
final class Index {
    private static final Logger LOG = LoggerFactory.getLogger(Index.class);
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_OFFERS = 2000;

    private final Fetcher fetcher;

    Index(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    List<Offer> read(String where) throws IOException {
        if (where.contains("://")) {
            URI uri = URI.create(where.endsWith("/") ? where + "index.json" : where);
            return parse(fetcher.read(uri, MAX_BYTES), uri, where);
        }
        Path path = Path.of(where);
        Path index = Files.isDirectory(path) ? path.resolve("index.json") : path;
        if (Files.isRegularFile(index)) {
            return parse(fetcher.read(index.toUri(), MAX_BYTES), index.toUri(), where);
        }
        if (!Files.isDirectory(path)) {
            throw new IOException("there is no folder or index at " + where);
        }
        return folder(path, where);
    }

    private static List<Offer> parse(byte[] bytes, URI base, String where) throws IOException {
        JsonNode engines = Json.parse(bytes).path("engines");
        if (!engines.isArray()) {
            throw new IOException("the index has no list `engines`");
        }
        List<Offer> offers = new ArrayList<>();
        for (JsonNode each : engines) {
            String id = each.path("id").asText();
            String version = each.path("version").asText();
            String sha256 = each.path("sha256").asText();
            String url = each.path("url").asText();
            if (id.isBlank() || version.isBlank() || url.isBlank() || sha256.length() != 64) {
                continue; // one bad entry is no reason to hide the others
            }
            offers.add(new Offer(
                    id,
                    version,
                    StreamSupport.stream(each.path("kinds").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList(),
                    text(each, "description"),
                    each.path("size").asLong(-1),
                    sha256,
                    where,
                    "catalogue",
                    each.get("needs"),
                    resolve(base, url),
                    link(base, each, "manifest"),
                    link(base, each, "signature")));
            if (offers.size() == MAX_OFFERS) {
                break;
            }
        }
        return offers;
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? value.asText() : null;
    }

    private static @Nullable URI link(URI base, JsonNode node, String name) throws IOException {
        String value = text(node, name);
        return value == null || value.isBlank() ? null : resolve(base, value);
    }

    private static URI resolve(URI base, String link) throws IOException {
        try {
            URI uri = base.resolve(link);
            if ("file".equalsIgnoreCase(uri.getScheme()) && !"file".equalsIgnoreCase(base.getScheme())) {
                throw new IOException("an index from elsewhere names a file of this machine");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address: " + link, e);
        }
    }

    private static List<Offer> folder(Path folder, String where) throws IOException {
        List<Offer> offers = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path jar :
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                try {
                    offers.add(offer(jar, where, "catalogue"));
                } catch (RefusedOperation e) {
                    // Other jars may lie there too.
                    LOG.atDebug().addKeyValue("file", jar).log("not an engine; not listed");
                }
            }
        }
        return offers;
    }

    static Offer offer(Path jar, String where, String origin) throws IOException, RefusedOperation {
        EngineJar told = EngineJar.inspect(jar);
        Path manifest = jar.resolveSibling(jar.getFileName() + ".manifest.json");
        Path signature = jar.resolveSibling(jar.getFileName() + ".manifest.sig");
        return new Offer(
                told.engine(),
                told.version().toString(),
                List.of(),
                null,
                Files.size(jar),
                Digests.of(jar),
                where,
                origin,
                null,
                jar.toUri(),
                Files.exists(manifest) ? manifest.toUri() : null,
                Files.exists(signature) ? signature.toUri() : null);
    }
}
