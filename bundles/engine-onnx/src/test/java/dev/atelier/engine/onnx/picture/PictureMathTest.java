package dev.atelier.engine.onnx.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.lib.codecs.api.Picture;
import org.junit.jupiter.api.Test;

class PictureMathTest {
    @Test
    void planesAreThePictureAndBack() {
        Picture picture = new Picture(2, 1, new int[] {0xff102030, 0xff00ff80});

        Planes planes = Planes.of(picture);

        assertThat(planes.values()[1]).isZero();
        assertThat(planes.values()[3]).isEqualTo(1);
        assertThat(planes.picture().argb()).containsExactly(0xff102030, 0xff00ff80);
    }

    @Test
    void whatLiesOutsideIsAsTheEdge() {
        Planes cut = new Planes(1, 2, 1, new float[] {1, 2}).cut(-1, 0, 4, 2);

        assertThat(cut.values()).containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
    }

    @Test
    void whiteIsWhatIsMoreThanHalfOfIt() {
        Mask mask = Mask.of(new Picture(4, 1, new int[] {0xff808080, 0xff818181, 0xffffffff, 0xff000000}));

        assertThat(mask.at(0, 0)).isFalse();
        assertThat(mask.at(1, 0)).isTrue();
        assertThat(mask.box()).contains(new Mask.Box(1, 0, 2, 1));
        assertThat(mask.plane().values()).containsExactly(0, 1, 1, 0);
        assertThat(mask.resized(8, 2).plane().values()).containsExactly(0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);
        assertThat(mask.squares(2, 2, 1)).containsExactly(1, 1);
        assertThat(mask.cut(new Mask.Box(2, 0, 2, 1)).plane().values()).containsExactly(1, 0);
        assertThat(Mask.of(new Picture(1, 1, new int[] {0xff000000})).box()).isEmpty();
    }

    @Test
    void theThinnestLineIsThereInAnySize() {
        for (int side : new int[] {1, 3, 16, 47, 99}) {
            for (int line = 0; line < 100; line++) {
                Mask small = line(100, line).resized(side, side);

                int at = line * side / 100;
                for (int y = 0; y < side; y++) {
                    assertThat(small.at(at, y))
                            .as("line %d of 100 in %d", line, side)
                            .isTrue();
                }
                assertThat(small.box().orElseThrow().width()).isLessThanOrEqualTo(2);
            }
        }
        assertThat(line(100, 50).resized(20, 300).box()).contains(new Mask.Box(10, 0, 1, 300));
    }

    private static Mask line(int side, int at) {
        int[] argb = new int[side * side];
        for (int y = 0; y < side; y++) {
            argb[y * side + at] = 0xffffffff;
        }
        return Mask.of(new Picture(side, side, argb));
    }

    @Test
    void blurSpreadsEvenlyAndLosesNothing() {
        float[] point = new float[81 * 81];
        point[40 * 81 + 40] = 1;

        float[] blurred = Blur.of(new Planes(1, 81, 81, point), 4).values();

        double sum = 0;
        for (float value : blurred) {
            sum += value;
        }
        assertThat(sum).isCloseTo(1, within(0.001));
        assertThat(blurred[40 * 81 + 40]).isCloseTo((float) (1 / (2 * Math.PI * 16)), within(0.0002f));
        assertThat(blurred[40 * 81 + 44]).isEqualTo(blurred[36 * 81 + 40]);
    }
}
