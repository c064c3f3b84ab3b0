package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.containers.api.ContainerEngine.ImageBuild;
import dev.atelier.containers.api.ContainerEngine.Source;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Images of one engine. */
final class Images {
    private final EngineHttp http;

    Images(EngineHttp http) {
        this.http = http;
    }

    Optional<String> id(String name) throws EngineException {
        try {
            return Optional.of(http.get(Query.image(name, "/json").toString())
                            .path("Id")
                            .asText(""))
                    .filter(id -> !id.isEmpty());
        } catch (EngineException e) {
            if (e.code() == Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    String build(ImageBuild build, Source tar, Duration limit, Consumer<String> progress) throws EngineException {
        ObjectNode labels = Json.object();
        build.labels().forEach(labels::put);
        Query query = Query.of("/build")
                .with("t", build.tag())
                .with("rm", true)
                .with("forcerm", true)
                .with("labels", Json.text(labels))
                .with("networkmode", build.network());
        if (build.memoryBytes() > 0) {
            query.with("memory", build.memoryBytes());
        }
        try (HttpExchange exchange = http.open(query.toString(), tar, Deadline.in(limit))) {
            String told = followed(exchange, progress);
            return told.isEmpty()
                    ? id(build.tag())
                            .orElseThrow(() -> new EngineException(
                                    Code.REFUSED, "the engine tells of no failure, and there is no image"))
                    : told;
        } catch (IOException e) {
            throw http.told(e);
        }
    }

    void load(String repository, String tag, Source tar, Duration limit) throws EngineException {
        String query = Query.of("/images/create")
                .with("fromSrc", "-")
                .with("repo", repository)
                .with("tag", tag)
                .toString();
        try (HttpExchange exchange = http.open(query, tar, Deadline.in(limit))) {
            followed(exchange, line -> {});
        } catch (IOException e) {
            throw http.told(e);
        }
    }

    void pull(String image, Duration limit, Consumer<String> progress) throws EngineException {
        Query query = Query.of("/images/create").with("fromImage", image);
        if (isNameOnly(image)) {
            query.with("tag", "latest"); // Docker pulls every tag of the name otherwise
        }
        try (HttpExchange exchange = http.open("POST", query.toString(), Deadline.in(limit))) {
            followed(exchange, progress);
        } catch (IOException e) {
            throw http.told(e);
        }
    }

    /** Without a tag or a digest; a colon further in front belongs to the port of a registry. */
    private static boolean isNameOnly(String image) {
        return image.indexOf('@') < 0 && image.indexOf(':', image.lastIndexOf('/') + 1) < 0;
    }

    /** Never by the engine's own prune, which goes further than its filters on some of them. */
    int prune(Map<String, String> labels, Duration age) throws EngineException {
        if (labels.isEmpty()) {
            throw new EngineException(Code.CONFIG_INVALID, "images are pruned by labels only");
        }
        long before = Instant.now().minus(age).getEpochSecond();
        int removed = 0;
        Labels wanted = new Labels(labels);
        for (JsonNode image : http.get(Query.of("/images/json").filtered(wanted).toString())) {
            if (wanted.all(Labels.read(image.path("Labels")))
                    && image.path("Created").asLong(Long.MAX_VALUE) <= before
                    && deleted(image.path("Id").asText(""))) {
                removed++;
            }
        }
        return removed;
    }

    private boolean deleted(String id) throws EngineException {
        try {
            http.delete(Query.image(id, "").toString());
            return true;
        } catch (EngineException e) {
            // A container uses it, or it has gone meanwhile.
            if (e.code() == Code.CONFLICT || e.code() == Code.NOT_FOUND || e.code() == Code.REFUSED) {
                return false;
            }
            throw e;
        }
    }

    /** The status is 200 whatever happens: what is told on the way says whether it failed, and what came of it. */
    private static String followed(HttpExchange exchange, Consumer<String> progress) throws IOException {
        JsonStream lines = new JsonStream(new BufferedInputStream(exchange.body()));
        String id = "";
        String error = "";
        for (Optional<JsonNode> next = lines.next(); next.isPresent(); next = lines.next()) {
            JsonNode line = next.get();
            id = line.path("aux").path("ID").asText(id);
            error = line.path("error")
                    .asText(line.path("errorDetail").path("message").asText(error));
            String text =
                    line.path("stream").asText(line.path("status").asText("")).stripTrailing();
            if (!text.isEmpty()) {
                progress.accept(text);
            }
        }
        if (!error.isEmpty()) {
            throw new EngineException(Code.REFUSED, error.strip());
        }
        return id;
    }
}
