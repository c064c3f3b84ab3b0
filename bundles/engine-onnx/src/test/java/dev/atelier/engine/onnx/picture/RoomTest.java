package dev.atelier.engine.onnx.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.engine.api.EngineException;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Resize;
import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void growsWithTheMemoryUpToALimit() {
        assertThat(Room.pixels(256L << 20)).isEqualTo(2048 * 2048);
        assertThat(Room.pixels(1L << 40)).isEqualTo(4096 * 4096);
        assertThat(Room.side(100, 400)).isEqualTo(Room.side(400, 100)).isGreaterThan(Room.side(100, 100));
    }

    @Test
    void refusesWhatIsLargerByNamingTheLimit() throws Exception {
        Room.check(1000, 1000, 1_000_000);

        EngineException failure = catchThrowableOfType(EngineException.class, () -> Room.check(1001, 1000, 1_000_000));

        assertThat(failure)
                .hasMessage("a picture may have 1.0 megapixels with the memory there is here, not 1001 x 1000");
        assertThat(failure.code()).isEqualTo("bad_input");
    }

    @Test
    void picturesAndMasksInAnotherSizeAreWhatTheirPlanesWouldBe() {
        int[] argb = new int[30 * 20];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xff000000 | ((i * 7 % 256) << 16) | ((i * 3 % 256) << 8) | (i % 256);
        }
        Picture picture = new Picture(30, 20, argb);

        Picture small = Resize.of(picture, 11, 13);

        assertThat(small.argb())
                .isEqualTo(Planes.of(picture).resized(11, 13).picture().argb());
        assertThat(Planes.of(picture, new Mask.Box(4, 5, 6, 7)).values())
                .isEqualTo(Planes.of(picture).cut(4, 5, 6, 7).values());
        assertThat(Mask.of(new Picture(2, 1, new int[] {0xffffffff, 0xff000000}))
                        .resized(4, 1)
                        .plane()
                        .values())
                .containsExactly(1, 1, 0, 0);
    }
}
