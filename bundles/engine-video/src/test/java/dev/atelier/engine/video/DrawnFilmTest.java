package dev.atelier.engine.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawnFilmTest {
    @Test
    void hasASceneForEachSentenceAsFarAsThereIsTime() {
        assertThat(DrawnFilm.texts("One. Two! Three?", 8)).containsExactly("One.", "Two!", "Three?");
        assertThat(DrawnFilm.texts("One. Two! Three?", 2)).containsExactly("One.", "Two! Three?");
        assertThat(DrawnFilm.texts("One. Two! Three?", 1)).isEqualTo(List.of("One. Two! Three?"));
        assertThat(DrawnFilm.texts("  ", 4)).containsExactly("");
    }

    @Test
    void isTheSameForTheSamePrompt() {
        assertThat(frame("a boathouse at dawn", 7)).isEqualTo(frame("a boathouse at dawn", 7));
        assertThat(frame("a boathouse at dawn", 7)).isNotEqualTo(frame("a boathouse at dusk", 7));
    }

    @Test
    void moves() {
        assertThat(frame("x", 0)).isNotEqualTo(frame("x", 1));
    }

    @Test
    void isPaintedOverTheWholeFrame() {
        int[] pixels = new int[160 * 90];
        Arrays.fill(pixels, -1);

        film("x").draw(3, pixels);

        assertThat(Arrays.stream(pixels)).allMatch(pixel -> pixel >= 0);
        assertThat(Arrays.stream(pixels).distinct().count()).isGreaterThan(200);
    }

    @Test
    void fadesFromOneSceneIntoTheNext() {
        Film film = film("It is night. The sun burns.");
        int[] before = draw(film, 20);
        int[] during = draw(film, 45);
        int[] after = draw(film, 70);

        assertThat(light(during))
                .isBetween(Math.min(light(before), light(after)), Math.max(light(before), light(after)));
        assertThat(draw(film("It is night. The sun burns."), 70)).isEqualTo(after);
    }

    @Test
    void looksAsItsWordsCallForIt() {
        assertThat(light(frame("a starless night", 0))).isLessThan(light(frame("snow and fog", 0)));
    }

    private static Film film(String prompt) {
        return new DrawnFilm(new Request(prompt, 160, 90, 24, 96, Request.Format.MP4));
    }

    private static int[] frame(String prompt, int number) {
        return draw(film(prompt), number);
    }

    private static int[] draw(Film film, int number) {
        int[] pixels = new int[film.width() * film.height()];
        film.draw(number, pixels);
        return pixels;
    }

    private static double light(int[] pixels) {
        return Arrays.stream(pixels)
                .mapToDouble(pixel -> (pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff))
                .average()
                .orElse(0);
    }
}
