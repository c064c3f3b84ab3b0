package dev.atelier.agent.formats.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an agent printed once, and the events it means. */
record Transcript(String name, JsonNode meta, String text, List<JsonNode> expected) {
    static List<Transcript> all() {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(file -> file.toString().endsWith(".meta.json"))
                    .sorted()
                    .map(Transcript::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String agent() {
        return meta.path("agent").asText();
    }

    byte[] stdout() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    AgentRun run() {
        return new AgentRun(
                agent(),
                false,
                meta.path("workdir").asText(),
                optional("requested_model"),
                values("secrets").stream()
                        .map(JsonNode::asText)
                        .map(Secret::new)
                        .toList(),
                AgentRun.Limits.DEFAULT);
    }

    RunEnd end() {
        return new RunEnd(meta.path("exit_code").asInt(), optional("kill_reason"), optional("stderr_tail"));
    }

    List<Integer> chunks() {
        return values("chunks").stream().map(JsonNode::asInt).toList();
    }

    /** Feeds the output in pieces of these sizes, over and over until all of it is read. */
    Recording replay(List<Integer> sizes) {
        Recording recording = new Recording(run());
        byte[] bytes = stdout();
        int at = 0;
        for (int piece = 0; at < bytes.length; piece++) {
            int length = Math.min(sizes.get(piece % sizes.size()), bytes.length - at);
            recording.decoder.stdout(bytes, at, length);
            at += length;
        }
        recording.decoder.finish(end());
        return recording;
    }

    private @Nullable String optional(String name) {
        return meta.hasNonNull(name) ? meta.path(name).asText() : null;
    }

    private List<JsonNode> values(String name) {
        List<JsonNode> values = new ArrayList<>();
        meta.path(name).forEach(values::add);
        return values;
    }

    private static Transcript read(Path file) {
        try {
            JsonNode meta = Json.parse(Files.readAllBytes(file));
            List<JsonNode> expected = new ArrayList<>();
            for (String line :
                    Files.readAllLines(file.resolveSibling(meta.path("expected").asText()))) {
                expected.add(Json.parse(line));
            }
            return new Transcript(
                    folder().relativize(file).toString().replace(".meta.json", ""),
                    meta,
                    Files.readString(file.resolveSibling(meta.path("stdout").asText())),
                    expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(Transcript.class.getResource("/agents"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
