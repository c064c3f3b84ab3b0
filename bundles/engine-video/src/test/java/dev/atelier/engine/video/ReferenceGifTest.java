package dev.atelier.engine.video;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in the reference's film is left to chance. */
class ReferenceGifTest {
    private static final String SHA256 = "d059c2ae68aa61ec44acc456c1d9813f306f92fcd6508cd6ab91f30fe5c3eeb8";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void isTheSameBytesEveryTimeAndOnEveryMachine() throws Exception {
        assertThat(sha256("first")).isEqualTo(SHA256);
        assertThat(sha256("second")).isEqualTo(SHA256);
    }

    private String sha256(String job) throws Exception {
        Film film = RingFilm.of(new Task.Video("a tiny dragon", null, null, 0.2, 50, 512, 512, "gif"));
        Path gif = GifRecorder.record(film, RingFilm.FPS, new ContractContext(folder.resolve(job)));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(gif)));
    }
}
