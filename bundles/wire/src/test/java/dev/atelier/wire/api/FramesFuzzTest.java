package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Broken documents are read as a frame or refused as malformed; nothing else may happen. Normally a short run from a
 * fixed seed; {@code -Dwire.fuzz.seconds=300} runs for so long from a new seed, which a failure names.
 */
class FramesFuzzTest {
    private static final long SECONDS = Long.getLong("wire.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("wire.fuzz.seed", SECONDS == 0 ? 20261121 : System.nanoTime());
    private static final int ROUNDS = 4_000;

    /** What has broken this code, or could. */
    private static final List<String> ONCE_BROKEN =
            List.of("", "[".repeat(5_000), "{\"type\":\"failAck\",\"jobId\":1E+9999999999}");

    private int read;
    private int refused;

    @Test
    void aBrokenDocumentIsReadOrRefused() {
        ONCE_BROKEN.forEach(this::check);
        Mutations mutations = new Mutations(new Random(SEED), documents());
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (long round = 0; SECONDS == 0 ? round < ROUNDS : System.nanoTime() < end; round++) {
            check(mutations.next());
        }

        assertThat(read).as("documents still read").isPositive();
        assertThat(refused).as("documents refused").isPositive();
    }

    private void check(String text) {
        try {
            frames(text);
            registrations(text);
        } catch (RuntimeException | IOException | Error e) {
            throw new AssertionError("seed " + SEED + ", after " + (read + refused) + " documents: " + text, e);
        }
    }

    private void frames(String text) throws IOException {
        try {
            WorkerFrame frame = Frames.fromWorker(text);
            assertThat(Frames.fromWorker(Frames.write(frame))).hasSameClassAs(frame);
            read++;
        } catch (MalformedJson e) {
            refused(e);
        }
        try {
            StudioFrame frame = Frames.fromStudio(text);
            assertThat(Frames.fromStudio(Frames.write(frame))).isEqualTo(frame);
            read++;
        } catch (UnusableOffer e) {
            assertThat(e.jobId()).isNotBlank();
            refused(e);
        } catch (MalformedJson e) {
            refused(e);
        }
    }

    private void registrations(String text) {
        try {
            var body = Json.parse(text);
            for (Body each : List.<Body>of(Registrations::noted, Registrations::decision, Registrations::request)) {
                try {
                    each.read(body);
                    read++;
                } catch (MalformedJson e) {
                    refused(e);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not JSON at all, as the caller finds
            refused++;
        }
    }

    private void refused(MalformedJson e) {
        assertThat(e.getMessage()).startsWith(e.field());
        refused++;
    }

    private static List<String> documents() {
        RandomFrames random = new RandomFrames(new Random(SEED));
        List<String> documents = new ArrayList<>();
        for (String part : List.of("worker", "studio", "registration")) {
            Golden.names(part).forEach(name -> documents.add(Golden.read(name)));
        }
        Stream.generate(random::worker).limit(50).map(Frames::write).forEach(documents::add);
        Stream.generate(random::studio).limit(50).map(Frames::write).forEach(documents::add);
        return documents;
    }

    /** One way to read a body. */
    private interface Body {
        Object read(com.fasterxml.jackson.databind.JsonNode json) throws MalformedJson;
    }
}
