package dev.atelier.agent.formats.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Broken output is read to its end, whatever it is and wherever it is cut. Normally a short run from a fixed seed;
 * {@code -Dagents.fuzz.seconds=300} runs for so long from a new seed, which a failure names.
 */
class FormatsFuzzTest {
    private static final long SECONDS = Long.getLong("agents.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("agents.fuzz.seed", SECONDS == 0 ? 20261121 : System.nanoTime());
    private static final int ROUNDS = 300;

    /** What could break such code. */
    private static final List<String> ODD = List.of(
            "",
            "[".repeat(5_000),
            "{\"type\":".repeat(3_000),
            "{\"type\":\"assistant\",\"message\":" + "[".repeat(900) + "]".repeat(900) + "}",
            "{\"type\":\"result\",\"total_cost_usd\":1e999999999,\"usage\":{\"input_tokens\":1e99}}",
            "{\"type\":\"step_finish\",\"part\":{\"cost\":1e-2147483640,\"tokens\":{\"input\":-5}}}",
            "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"\\ud800\",\"input\":\"\\udc00\"}",
            "\u001b]" + "x".repeat(10_000),
            "<<<<<<< SEARCH\n=======\n",
            "(Y)es/(N)o [");

    private final Random random = new Random(SEED);
    private long told;

    @Test
    void anyOutputIsReadToItsEnd() {
        Map<String, Mutations> byAgent = Transcript.all().stream()
                .collect(Collectors.groupingBy(
                        Transcript::agent, Collectors.mapping(Transcript::text, Collectors.toList())))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> new Mutations(random, each.getValue())));
        byAgent.keySet().forEach(agent -> ODD.forEach(text -> check(agent, text)));
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (long round = 0; SECONDS == 0 ? round < ROUNDS : System.nanoTime() < end; round++) {
            byAgent.forEach((agent, mutations) -> check(agent, mutations.next()));
        }

        assertThat(told).as("events").isGreaterThan(ROUNDS);
    }

    private void check(String agent, String text) {
        try {
            List<JsonNode> whole = read(agent, text, text.length() + 1, false);
            List<JsonNode> pieces = read(agent, text, 1 + random.nextInt(97), false);
            assertThat(pieces).isEqualTo(whole);
            if (AgentFormats.speaksPlainText(agent)) {
                assertThat(read(agent, text, 11, true)).isEqualTo(read(agent, text, 4_096, true));
            }
            told += whole.size();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + SEED + ", " + agent + " printed: " + text, e);
        }
    }

    private static List<JsonNode> read(String agent, String text, int piece, boolean plainText) {
        Recording recording = new Recording(Recording.limited(agent, plainText, 20_000, 2_000));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            recording.decoder.stdout(bytes, at, Math.min(piece, bytes.length - at));
        }
        recording.decoder.finish(RunEnd.exited(0));
        for (JsonNode event : recording.events) {
            assertThat(Json.bytes(event)).isNotEmpty();
        }
        assertThat(ofType(recording, "session_start")).isEqualTo(1);
        assertThat(ofType(recording, "session_end")).isEqualTo(1);
        assertThat(recording
                        .events
                        .get(recording.events.size() - 1)
                        .path("type")
                        .asText())
                .isEqualTo("session_end");
        assertThat(recording.contents()).allMatch(content -> content.length() < 2_100);
        return recording.events;
    }

    private static long ofType(Recording recording, String type) {
        return recording.events.stream()
                .filter(event -> event.path("type").asText().equals(type))
                .count();
    }
}
