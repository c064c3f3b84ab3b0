package dev.atelier.engine.video;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Task;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RingFilmTest {
    @Test
    void showsTheSyntheticPictureOfThePromptAndTheFramesNumber() throws Exception {
        Film film = RingFilm.of(new Task.Video("a tiny dragon", null, null, 0.3, 50, 512, 512, "gif"));
        int[] pixels = new int[512 * 512];

        film.draw(2, pixels);

        assertThat(film.frames()).isEqualTo(3);
        assertThat(pixels).isEqualTo(expected("a tiny dragon #2"));
    }

    @Test
    void hasColoursOnlyInAnySize() throws Exception {
        Film film = RingFilm.of(new Task.Video("a tiny dragon", null, null, 0.3, 50, 100, 70, "gif"));
        int[] pixels = new int[100 * 70];

        film.draw(0, pixels);

        assertThat(Arrays.stream(pixels)).allMatch(pixel -> pixel >>> 24 == 0).anyMatch(pixel -> pixel != 0);
    }

    private static int[] expected(String text) throws Exception {
        byte[] d = MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        int[] pixels = new int[512 * 512];
        for (int y = 0; y < 512; y++) {
            for (int x = 0; x < 512; x++) {
                int p = Math.min((int) Math.floor(6.0 * Math.max(Math.abs(x - 256), Math.abs(y - 256)) / 256), 3) * 3;
                double phase = 12 * (StrictMath.sin(x / 24.0) + StrictMath.cos(y / 24.0));
                double[] factors = {1, 0.7, 1.3};
                for (int i = 0; i < 3; i++) {
                    int value = Math.min(255, (d[p + i] & 255) + ((int) (phase * factors[i]) & 255));
                    pixels[y * 512 + x] = pixels[y * 512 + x] << 8 | value;
                }
            }
        }
        return pixels;
    }
}
