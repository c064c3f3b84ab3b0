package dev.atelier.lib.codecs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargePictureTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void aPictureThatIsLargerThanTheHeapIsReadSmall() throws Exception {
        Path file = folder.resolve("large.png");
        LargePicture.write(file);
        Path out = folder.resolve("out");

        // Decoded as a whole it would be 64 MB.
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargePicture.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(out, UTF_8))
                    .isEqualTo("1024 x 1024 ff808080 ff202020, ff808080 ffffffff ff202020");
        } finally {
            child.destroyForcibly();
        }
    }
}
