package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.awaitility.Awaitility;

/** Small pieces of work the tests give the program. */
final class Samples {
    private Samples() {}

    static byte[] picture(Atelier atelier, String prompt) throws Exception {
        HttpResponse<byte[]> answer = atelier.call("POST", "/image", Map.of("prompt", prompt, "ext", "png"));
        assertThat(answer.statusCode())
                .as(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer.body();
    }

    /** Submits a job of the fixture model and returns its id. */
    static String submit(Atelier atelier, String model, String prompt) throws Exception {
        HttpResponse<byte[]> answer = atelier.call(
                "POST",
                "/jobs",
                Map.of(
                        "model",
                        model,
                        "task",
                        Map.of("kind", "llm", "messages", List.of(Map.of("role", "user", "content", prompt)))));
        JsonNode json = Atelier.JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(json.toString()).isEqualTo(202);
        return json.path("jobId").asText();
    }

    static void addModel(Atelier atelier, String id, String kind, String engine) throws Exception {
        HttpResponse<byte[]> answer = atelier.call(
                "POST",
                "/models",
                Map.of(
                        "id",
                        id,
                        "displayName",
                        id,
                        "kind",
                        kind,
                        "vramGbEstimate",
                        0.5,
                        "enabled",
                        true,
                        "source",
                        Map.of(
                                "engine",
                                engine,
                                "files",
                                List.of(),
                                "cliDefaults",
                                Map.of("cfgScale", 1, "steps", 4, "width", 512, "height", 512))));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** A data URL of a recording: a second of a tone at 16 kHz. Of silence a model would try to hear more. */
    static String tone() throws IOException {
        byte[] tone = new byte[32_000];
        for (int i = 0; i < 16_000; i++) {
            short value = (short) (8_000 * Math.sin(i * 0.17));
            tone[2 * i] = (byte) value;
            tone[2 * i + 1] = (byte) (value >> 8);
        }
        ByteArrayOutputStream wav = new ByteArrayOutputStream();
        AudioFormat format = new AudioFormat(16_000, 16, 1, true, false);
        try (AudioInputStream sound = new AudioInputStream(new ByteArrayInputStream(tone), format, 16_000)) {
            AudioSystem.write(sound, AudioFileFormat.Type.WAVE, wav);
        }
        return "data:audio/wav;base64," + Base64.getEncoder().encodeToString(wav.toByteArray());
    }

    /** Waits for the end of an operation and returns it. */
    static JsonNode operation(Atelier atelier, String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> atelier.get("/engines/operations/" + id),
                        operation -> !operation.path("state").asText().equals("running"));
    }

    static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
