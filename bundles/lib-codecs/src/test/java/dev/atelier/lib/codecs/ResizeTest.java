package dev.atelier.lib.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Resize;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResizeTest {
    @Test
    void whatIsFlatStaysFlatInAnySize() {
        float[] flat = new float[2 * 35];
        Arrays.fill(flat, 0, 35, 0.25f);

        float[] large = Resize.of(flat, 7, 5, 16, 3);

        assertThat(large).hasSize(2 * 48);
        for (int i = 0; i < large.length; i++) {
            assertThat(large[i]).isCloseTo(i < 48 ? 0.25f : 0, within(1e-6f));
        }
    }

    @Test
    void smallerIsTheMeanOfTheLarger() {
        float[] half = {0, 0, 0, 0, 1, 1, 1, 1};

        assertThat(Resize.of(half, 8, 1, 2, 1)[0]).isCloseTo(0, within(0.2f));
        assertThat(Resize.of(half, 8, 1, 1, 1)[0]).isCloseTo(0.5f, within(0.001f));
    }

    @Test
    void largerHasTheColoursBetween() {
        assertThat(resized(2, 4, 0, 0x101010)).containsExactly(0xff000000, 0xff040404, 0xff0c0c0c, 0xff101010);
        assertThat(resized(4, 2, 0x202020, 0x202020, 0x202020, 0x202020)).containsExactly(0xff202020, 0xff202020);
        assertThat(resized(2, 1, 0xff0000, 0x0000ff)).containsExactly(0xff800080);
    }

    @Test
    void thePictureIsResizedAsItsColoursAre() {
        int[] argb = new int[12 * 9];
        Arrays.setAll(argb, i -> 0xff000000 | i * 0x1f3b57);

        Picture small = Resize.of(new Picture(12, 9, argb), 5, 7);

        float[] green = new float[argb.length];
        for (int i = 0; i < green.length; i++) {
            green[i] = argb[i] >> 8 & 0xff;
        }
        float[] expected = Resize.of(green, 12, 9, 5, 7);
        for (int i = 0; i < expected.length; i++) {
            assertThat(small.argb()[i] >> 8 & 0xff).isCloseTo(Math.round(expected[i]), within(1));
        }
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Picture picture = new Picture(1, 1, new int[] {0x12345678});

        assertThat(Resize.of(picture, 1, 1)).isSameAs(picture);
    }

    @Test
    void numbersThatAreNoPlanesAreRefused() {
        assertThatThrownBy(() -> Resize.of(new float[7], 2, 2, 1, 1)).hasMessage("7 values are no planes of 2 x 2");
    }

    private static int[] resized(int width, int toWidth, int... rgb) {
        return Resize.of(new Picture(width, 1, rgb), toWidth, 1).argb();
    }
}
