package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fresh home speaks and films at once: nothing is installed, nothing is downloaded. */
class FilmAndSpeechTest {
    @TempDir
    Path temp;

    @Test
    void speaksAndFilmsAtOnce() throws Exception {
        Path home = temp.resolve("home");
        try (Atelier atelier = Atelier.run(home)) {
            assertThat(atelier.get("/engines/speech").get(0).path("state").asText())
                    .isEqualTo("active");
            assertThat(atelier.get("/engines/video").get(0).path("state").asText())
                    .isEqualTo("active");

            HttpResponse<byte[]> speech = atelier.call("POST", "/tts", Map.of("text", "Hello from a fresh machine."));
            assertThat(speech.statusCode()).isEqualTo(200);
            assertThat(speech.headers().firstValue("Content-Type")).contains("audio/wav");
            ByteBuffer wav = ByteBuffer.wrap(speech.body()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(wav.getInt(24)).isEqualTo(16_000);
            assertThat((speech.body().length - 44) / 32_000.0).isBetween(1.0, 3.0);

            HttpResponse<byte[]> mp3 = atelier.call("POST", "/tts", Map.of("text", "And again.", "ext", "mp3"));
            assertThat(mp3.headers().firstValue("Content-Type")).contains("audio/mpeg");
            assertThat(probe(home, mp3.body())).contains("codec_name=mp3");

            HttpResponse<byte[]> film =
                    atelier.call("POST", "/video", Map.of("prompt", "A paper boat. Rain at night.", "seconds", 1));
            assertThat(film.statusCode()).isEqualTo(200);
            assertThat(film.headers().firstValue("Content-Type")).contains("video/mp4");
            assertThat(probe(home, film.body()))
                    .contains("codec_type=video")
                    .contains("width=256")
                    .contains("height=256")
                    .contains("nb_read_frames=24");

            HttpResponse<byte[]> unknown = atelier.call("POST", "/tts", Map.of("text", "Hello.", "voice", "nobody"));
            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(new String(unknown.body(), StandardCharsets.UTF_8)).contains("kevin16");
        }
    }

    /** What the ffprobe that came along says, after it has decoded every frame. */
    private String probe(Path home, byte[] media) throws Exception {
        Path file = Files.write(Files.createTempFile(temp, "media", ".bin"), media);
        Process process = new ProcessBuilder(
                        shipped(home, "ffprobe").toString(),
                        "-v",
                        "error",
                        "-count_frames",
                        "-show_streams",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static Path shipped(Path home, String name) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("cache"))) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .filter(file -> !file.getParent().getFileName().toString().equals("lib"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
