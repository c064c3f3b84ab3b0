package dev.atelier.engine.onnx;

import static dev.atelier.engine.onnx.Workbench.changed;
import static dev.atelier.engine.onnx.Workbench.pixel;
import static dev.atelier.engine.onnx.Workbench.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.MediaFormat;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.model.samples.AnalyticDiffusers;
import dev.atelier.model.samples.MeanLama;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Removing objects, by a network that fills holes with the mean colour of what is around them. */
@SuppressWarnings("NullAway.Init") // set before every test
class LamaTest {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 400;
    private static final int WALL = 0x336699;

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsMaskedBecomesWhatIsAroundItAndNothingElseChanges(boolean levels) throws Exception {
        MeanLama model = new MeanLama().fixed(512);
        (levels ? model.inLevels() : model).write(bench.model("lama.onnx"));

        Picture after = bench.paint("lama", wish(scene(), mask()));

        Picture before = Workbench.drawn(WIDTH, HEIGHT, LamaTest::scene);
        assertThat(changed(before, after, (x, y) -> !hole(x, y))).isZero();
        // The thing in the middle of the hole is gone; at the edge the old shines through, where nothing stood.
        assertThat(pixel(after, 150, 130)).containsExactly(0x33, 0x66, 0x99);
        assertThat(pixel(after, 100, 100)).containsExactly(0x33, 0x66, 0x99);
    }

    @Test
    void theEdgeOfTheHoleIsSoftTowardsItsInsideOnly() throws Exception {
        new MeanLama().write(bench.model("lama.onnx"));
        String dark = url(WIDTH, HEIGHT, (x, y) -> hole(x, y) ? 0 : 0xffffff);

        Picture after = bench.paint("lama", wish(dark, mask()));

        int edge = pixel(after, 100, 130)[0];
        int inside = pixel(after, 112, 130)[0];
        assertThat(edge).isBetween(110, 170); // half of the blurred mask is outside
        assertThat(inside).isGreaterThan(250);
        assertThat(pixel(after, 99, 130)[0]).isEqualTo(255);
    }

    @Test
    void partsThatTheCropLeavesOutDoNotColourTheFill() throws Exception {
        new MeanLama().fixed(512).write(bench.model("lama.onnx"));
        String halves = url(WIDTH, HEIGHT, (x, y) -> x < 400 ? scene(x, y) : 0xff0000);

        Picture after = bench.paint("lama", wish(halves, mask()));

        assertThat(pixel(after, 150, 130)).containsExactly(0x33, 0x66, 0x99);
    }

    @Test
    void withoutAnythingMaskedThePictureStaysAsItIs() throws Exception {
        new MeanLama().write(bench.model("lama.onnx"));

        Picture after = bench.paint("lama", wish(scene(), url(64, 64, (x, y) -> 0x808080)));

        assertThat(after.argb())
                .isEqualTo(Workbench.drawn(WIDTH, HEIGHT, LamaTest::scene).argb());
    }

    @Test
    void bothPicturesAreBroughtToTheSizeThatIsAsked() throws Exception {
        new MeanLama().write(bench.model("lama.onnx"));
        String mask = url(60, 40, (x, y) -> x >= 10 && x < 20 && y >= 10 && y < 16 ? 0xffffff : 0);

        Picture after = bench.paint("lama", wish(scene(), mask).size(300, 200));
        Picture own = bench.paint("lama", wish(scene(), mask).size(0, 0));

        assertThat(after.width()).isEqualTo(300);
        assertThat(after.height()).isEqualTo(200);
        assertThat(pixel(after, 75, 65)).containsExactly(0x33, 0x66, 0x99);
        assertThat(own.width()).isEqualTo(WIDTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "webp", "jpg"})
    void pngIsPngAndEverythingElseWebpUnderTheNameThatWasAsked(String ext) throws Exception {
        new MeanLama().write(bench.model("lama.onnx"));

        EngineResult result = bench.result(
                "lama", ModelSource.of("onnx"), wish(scene(), mask()).as(ext), bench.context());

        EngineResult.Media media = (EngineResult.Media) result;
        assertThat(media.ext()).isEqualTo(ext);
        try (InputStream in = media.body().open()) {
            assertThat(MediaFormat.of(in.readNBytes(MediaFormat.HEAD)))
                    .contains(ext.equals("png") ? MediaFormat.PNG : MediaFormat.WEBP);
        }
    }

    @Test
    void aMaskOneThinLineWideIsSeenByTheNetworkHoweverSmallItSeesIt() throws Exception {
        new MeanLama().fixed(512).write(bench.model("lama.onnx"));
        String scratched = url(1100, 1100, (x, y) -> y == 651 ? 0 : 0xffffff);
        String mask = url(1100, 1100, (x, y) -> y == 651 && x >= 40 ? 0xffffff : 0);

        Picture after = bench.paint("lama", wish(scratched, mask).size(1100, 1100));

        // Most of the blurred mask lies beside the line, so only a tenth of it is the fill.
        assertThat(pixel(after, 700, 651)[0]).isBetween(20, 40);
        assertThat(pixel(after, 10, 651)[0]).isZero();
    }

    @Test
    void aJobWithFilesTakesItsModelFile() throws Exception {
        var context = bench.context();
        new MeanLama().write(Files.createDirectories(context.root()).resolve("lama_fp32.onnx"));
        var file = new ModelSource.File(
                ModelSource.Role.MODEL, "https://a.invalid/lama_fp32.onnx", "lama_fp32.onnx", null, null);
        ModelSource source = new ModelSource("onnx", java.util.List.of(file), ModelSource.Defaults.NONE);

        EngineResult result = bench.result("anything", source, wish(scene(), mask()), context);

        assertThat(pixel(Workbench.picture(result), 150, 130)).containsExactly(0x33, 0x66, 0x99);
    }

    @Test
    void theLargestPictureFitsIntoTheMemoryAndALargerOneIsRefused() throws Exception {
        new MeanLama().fixed(512).write(bench.model("lama.onnx"));
        String all = url(64, 64, (x, y) -> x + y == 0 ? 0 : 0xffffff);
        int side = (int) Math.sqrt(Runtime.getRuntime().maxMemory() / 64.0);

        Picture after = bench.paint("lama", wish(scene(), all).size(side, side));

        assertThat(after.width()).isEqualTo(side);
        EngineException failure = failure(wish(scene(), all).size(side + 1, side + 1));
        assertThat(failure).hasMessageContaining("megapixels with the memory");
        assertThat(failure.code()).isEqualTo("bad_input");
    }

    @Test
    void saysWhichPictureIsMissing() throws Exception {
        new MeanLama().write(bench.model("lama.onnx"));

        assertThat(failure(wish(null, mask()))).hasMessageStartingWith("initImageUrl is missing");
        assertThat(failure(wish(scene(), null)))
                .hasMessageStartingWith("maskUrl is missing")
                .extracting(EngineException::code)
                .isEqualTo("bad_input");
    }

    @Test
    void aNetworkForSomethingElseIsSaidToBeOne() throws Exception {
        Path other = new AnalyticDiffusers().write(bench.model("m")).resolve("unet/model.onnx");
        Files.copy(other, bench.model("lama.onnx"));

        EngineException failure = failure(wish(scene(), mask()));

        assertThat(failure)
                .hasMessageContaining("is no network for removing things")
                .hasMessageContaining("timestep");
        assertThat(failure.code()).isEqualTo("model_unusable");
    }

    private EngineException failure(Wish wish) {
        return catchThrowableOfType(EngineException.class, () -> bench.paint("lama", wish));
    }

    private static Wish wish(@Nullable String init, @Nullable String mask) {
        return new Wish("").init(init).mask(mask).size(WIDTH, HEIGHT);
    }

    private static String scene() throws Exception {
        return url(WIDTH, HEIGHT, LamaTest::scene);
    }

    private static String mask() throws Exception {
        return url(WIDTH, HEIGHT, (x, y) -> hole(x, y) ? 0xffffff : 0);
    }

    /** A wall with a thing before it. */
    private static int scene(int x, int y) {
        return x >= 130 && x < 170 && y >= 115 && y < 145 ? 0xffee00 : WALL;
    }

    private static boolean hole(int x, int y) {
        return x >= 100 && x < 200 && y >= 100 && y < 160;
    }
}
