package dev.atelier.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.lib.codecs.api.Pictures;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GifWriterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    /** Noise fills the table of codes again and again; plain colour makes the longest codes. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,4", "64,64,1", "64,64,2", "64,64,200", "333,77,256", "512,512,32", "1920,40,7"})
    void writesWhatAReaderReads(int width, int height, int colours) throws Exception {
        SplittableRandom random = new SplittableRandom(colours);
        int[] palette = random.ints(colours).map(c -> c & 0xf8f8f8).toArray();
        int[] pixels = new int[width * height];
        Arrays.setAll(pixels, i -> palette[random.nextInt(colours)]);

        int[] read = written(width, height, pixels);

        for (int i = 0; i < pixels.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                assertThat(read[i] >> shift & 0xff).isCloseTo(pixels[i] >> shift & 0xff, within(8));
            }
        }
    }

    @Test
    void comesNearToColoursWhenThereAreMoreThanItHas() throws Exception {
        int[] pixels = Rings.of("a tiny dragon #0");

        int[] read = written(Rings.SIDE, Rings.SIDE, pixels);

        long off = 0;
        for (int i = 0; i < pixels.length; i++) {
            off += Math.abs((read[i] >> 8 & 0xff) - (pixels[i] >> 8 & 0xff));
        }
        assertThat((double) off / pixels.length).isLessThan(5);
    }

    private int[] written(int width, int height, int[] pixels) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GifWriter gif = new GifWriter(out, width, height, 10)) {
            gif.write(pixels);
        }
        Path file = Files.write(folder.resolve("x.gif"), out.toByteArray());
        return Pictures.readScaled(file, 4096).argb();
    }
}
