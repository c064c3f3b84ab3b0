package dev.atelier.lib.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
    private static final int WHITE = 0xffffffff;
    private static final int BLACK = 0xff000000;

    @TempDir
    Path folder;

    /** How a picture is written. */
    private interface Writer {
        void write(Picture picture, OutputStream out) throws IOException;
    }

    static Stream<Arguments> pictures() {
        Random random = new Random(42);
        Random noise = new Random(7);
        IntUnaryOperator smooth =
                i -> BLACK | i * 3 % 256 << 16 | i / 7 % 256 << 8 | (int) (90 * Math.sin(i / 40.0) + 99);
        return Stream.of(
                Arguments.of("one pixel", picture(1, 1, i -> 0xff123456)),
                Arguments.of("one clear pixel", picture(1, 1, i -> 0x00123456)),
                Arguments.of("odd and opaque", picture(7, 5, i -> BLACK | random.nextInt(1 << 24))),
                Arguments.of("odd with alpha", picture(7, 5, i -> random.nextInt())),
                Arguments.of("a column", picture(1, 300, smooth)),
                Arguments.of("a row", picture(300, 1, smooth)),
                Arguments.of("flat", picture(640, 333, i -> 0xff808080)),
                Arguments.of("two colours", picture(65, 33, i -> i % 3 == 0 ? WHITE : 0xff0000ff)),
                Arguments.of("smooth", picture(257, 131, smooth)),
                Arguments.of("a repeated row", picture(97, 61, i -> BLACK | new Random(i % 97).nextInt(1 << 24))),
                Arguments.of("all greens equally often", picture(256, 16, i -> BLACK | (i * 167 % 256) << 8)),
                Arguments.of("noise", picture(201, 99, i -> noise.nextInt())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void readsBackEveryPixelOfAPng(String name, Picture picture) throws IOException {
        assertThat(readBack(picture, Pictures::writePng)).isEqualTo(picture.argb());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void readsBackEveryPixelOfAWebp(String name, Picture picture) throws IOException {
        assertThat(readBack(picture, Pictures::writeWebp)).isEqualTo(picture.argb());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void writesTheSameBytesForTheSamePicture(String name, Picture picture) {
        Picture copy =
                new Picture(picture.width(), picture.height(), picture.argb().clone());

        assertThat(bytes(picture, Pictures::writeWebp)).isEqualTo(bytes(copy, Pictures::writeWebp));
        assertThat(bytes(picture, Pictures::writePng)).isEqualTo(bytes(copy, Pictures::writePng));
    }

    @Test
    void packsFlatPicturesTightly() {
        Picture flat = picture(1024, 1024, i -> 0xff336699);

        assertThat(bytes(flat, Pictures::writeWebp).length).isLessThan(2_000);
        assertThat(bytes(flat, Pictures::writePng).length).isLessThan(8_000);
    }

    @Test
    void leavesTheStreamOpenForWhatFollows() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pictures.writePng(picture(2, 2, i -> WHITE), out);
        out.write(1);

        assertThat(out.toByteArray())
                .endsWith((byte) 'D', (byte) 0xae, (byte) 0x42, (byte) 0x60, (byte) 0x82, (byte) 1);
    }

    @Test
    void refusesToWriteAWebpLargerThanTheFormatAllows() {
        Picture wide = picture(16385, 1, i -> WHITE);

        assertThatThrownBy(() -> Pictures.writeWebp(wide, OutputStream.nullOutputStream()))
                .hasMessageContaining("16385");
    }

    @Test
    void meansTheAreaWhenMakingSmaller() throws IOException {
        Picture stripes = picture(64, 64, i -> i % 2 == 0 ? BLACK : WHITE);

        Picture small = readScaled(stripes, Pictures::writePng, 16);

        assertThat(small.argb()).hasSize(256).containsOnly(0xff808080);
    }

    @Test
    void keepsTheShapeAndNeverEnlarges() throws IOException {
        Picture wide = picture(200, 30, i -> WHITE);

        Picture small = readScaled(wide, Pictures::writePng, 48);
        Picture same = readScaled(wide, Pictures::writePng, 4096);
        Picture thread = readScaled(picture(900, 1, i -> WHITE), Pictures::writeWebp, 10);

        assertThat(new int[] {small.width(), small.height()}).containsExactly(48, 7);
        assertThat(new int[] {same.width(), same.height()}).containsExactly(200, 30);
        assertThat(new int[] {thread.width(), thread.height()}).containsExactly(10, 1);
        assertThat(small.argb()).containsOnly(WHITE);
    }

    @Test
    void keepsTheThinnestLineWhenTheBrightestPixelsCount() throws IOException {
        Path file = folder.resolve("line.png");
        for (int line : new int[] {0, 1, 50, 98, 99}) {
            Files.write(file, bytes(picture(100, 90, i -> i % 100 == line ? WHITE : 0xff000000), Pictures::writePng));

            Picture small = Pictures.readBrightest(file, 7);
            Picture same = Pictures.readBrightest(file, 100);

            assertThat(small.width()).isEqualTo(7);
            assertThat(small.height()).isEqualTo(6);
            for (int y = 0; y < 6; y++) {
                assertThat(small.argb()[y * 7 + line * 7 / 100]).isEqualTo(WHITE);
            }
            assertThat(Arrays.stream(small.argb()).filter(pixel -> pixel == WHITE))
                    .hasSizeBetween(6, 12);
            assertThat(Arrays.stream(same.argb()).filter(pixel -> pixel == WHITE))
                    .hasSize(90);
        }
    }

    @Test
    void doesNotLetClearPixelsTintTheRest() throws IOException {
        Picture halfClear = picture(2, 1, i -> i == 0 ? 0x00ff0000 : 0xff0000ff);

        assertThat(readScaled(halfClear, Pictures::writePng, 1).argb()).containsExactly(0x800000ff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "gif", "bmp", "png"})
    void readsWhatOthersWrote(String format) throws IOException {
        BufferedImage image = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 800; i++) {
            image.setRGB(i % 40, i / 40, 0x404040);
        }
        Path file = folder.resolve("picture." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();

        Picture read = Pictures.readScaled(file, 20);

        assertThat(read.width()).isEqualTo(20);
        assertThat(read.height()).isEqualTo(10);
        assertThat(Arrays.stream(read.argb()).map(p -> p & 255)).allMatch(blue -> Math.abs(blue - 0x40) <= 1);
    }

    @Test
    void keepsTheBrightnessOfGreyPictures() throws IOException {
        BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSamples(0, 0, 8, 8, 0, new int[64]);
        grey.getRaster().setSample(3, 3, 0, 100);
        Path file = folder.resolve("grey.png");
        ImageIO.write(grey, "png", file.toFile());

        assertThat(Pictures.readScaled(file, 8).argb()[3 * 8 + 3]).isEqualTo(0xff646464);
    }

    @Test
    void refusesABombBeforeDecodingIt() throws IOException {
        byte[] png = bytes(picture(1, 1, i -> WHITE), Pictures::writePng);
        ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        Path file = Files.write(folder.resolve("bomb.png"), png);

        assertThatThrownBy(() -> Pictures.readScaled(file, 16)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatIsNoPicture() throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "no picture at all");
        Path empty = Files.write(folder.resolve("b.png"), new byte[0]);

        assertThatThrownBy(() -> Pictures.readScaled(text, 16)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Pictures.readScaled(empty, 16)).isInstanceOf(IOException.class);
    }

    @Test
    void answersDamagedFilesWithAnIoExceptionOnly() throws IOException {
        Random random = new Random(3);
        Picture picture = picture(32, 32, i -> random.nextInt());
        byte[] webp = bytes(picture, Pictures::writeWebp);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = webp.clone();
            for (int k = 0; k < 8; k++) {
                damaged[20 + random.nextInt(damaged.length - 20)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged.webp"), damaged);
            try {
                Pictures.readScaled(file, 64);
            } catch (IOException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    private int[] readBack(Picture picture, Writer writer) throws IOException {
        Picture read = readScaled(picture, writer, Math.max(picture.width(), picture.height()));
        assertThat(read.width()).isEqualTo(picture.width());
        return read.argb();
    }

    private Picture readScaled(Picture picture, Writer writer, int maxSide) throws IOException {
        return Pictures.readScaled(Files.write(folder.resolve("picture"), bytes(picture, writer)), maxSide);
    }

    private static byte[] bytes(Picture picture, Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(picture, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static Picture picture(int width, int height, IntUnaryOperator pixel) {
        int[] argb = new int[width * height];
        Arrays.setAll(argb, pixel);
        return new Picture(width, height, argb);
    }
}
