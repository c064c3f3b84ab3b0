package dev.atelier.engine.onnx.lama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.onnx.picture.Mask;
import dev.atelier.engine.onnx.picture.Mask.Box;
import dev.atelier.lib.codecs.api.Picture;
import org.junit.jupiter.api.Test;

class RegionTest {
    @Test
    void isASquareAroundTheHoleWithRoomAtItsSides() {
        // 200 + 2 * (50 + 32) = 364, around the middle of the hole
        assertThat(region(1000, 800, new Box(400, 300, 200, 100))).isEqualTo(new Box(318, 168, 364, 364));
    }

    @Test
    void isNeverSmallerThanTheNetworkLikes() {
        assertThat(region(1000, 800, new Box(500, 400, 10, 10))).isEqualTo(new Box(377, 277, 256, 256));
    }

    @Test
    void staysInsideThePicture() {
        assertThat(region(1000, 800, new Box(0, 790, 10, 10))).isEqualTo(new Box(0, 544, 256, 256));
        assertThat(region(300, 200, new Box(290, 0, 10, 10))).isEqualTo(new Box(100, 0, 200, 200));
    }

    @Test
    void isAllOfItWithoutAHoleOrWithNothingElse() {
        assertThat(region(300, 200, new Box(0, 0, 0, 0))).isEqualTo(new Box(0, 0, 300, 200));
        assertThat(region(300, 200, new Box(0, 0, 300, 200))).isEqualTo(new Box(0, 0, 300, 200));
    }

    @Test
    void isAllOfItWhenNoSquareHoldsTheHole() {
        assertThat(region(300, 200, new Box(10, 10, 250, 20))).isEqualTo(new Box(0, 0, 300, 200));
    }

    private static Box region(int width, int height, Box hole) {
        int[] argb = new int[width * height];
        for (int y = hole.top(); y < hole.top() + hole.height(); y++) {
            for (int x = hole.left(); x < hole.left() + hole.width(); x++) {
                argb[y * width + x] = 0xffffffff;
            }
        }
        return Region.of(Mask.of(new Picture(width, height, argb)));
    }
}
