package dev.atelier.engine.onnx;

import static dev.atelier.engine.onnx.Workbench.changed;
import static dev.atelier.engine.onnx.Workbench.distance;
import static dev.atelier.engine.onnx.Workbench.pixel;
import static dev.atelier.engine.onnx.Workbench.url;
import static dev.atelier.model.samples.AnalyticDiffusers.colour;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.model.samples.AnalyticDiffusers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On models whose networks know the answer: a picture has exactly the colour of its prompt, or something is wrong. */
@SuppressWarnings("NullAway.Init") // set before every test
class DiffusionTest {
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
    @CsvSource({
        "DDIMScheduler, leading",
        "PNDMScheduler, leading",
        "EulerDiscreteScheduler, leading",
        "EulerDiscreteScheduler, trailing",
        "EulerDiscreteScheduler, linspace",
        "EulerAncestralDiscreteScheduler, trailing",
        "DPMSolverMultistepScheduler, trailing",
        "UnheardOfScheduler, trailing"
    })
    void everySchedulerEndsAtTheColourOfThePrompt(String scheduler, String spacing) throws Exception {
        new AnalyticDiffusers()
                .scheduler(scheduler)
                .put("timestep_spacing", spacing)
                .write(bench.model("m"));

        for (int steps : new int[] {1, 3, 12}) {
            Picture picture = bench.paint("m", new Wish("a red cat").steps(steps));
            assertThat(distance(picture, colour("red"))).as("%d steps", steps).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void readsWhatThePromptSays() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));

        assertThat(distance(bench.paint("m", new Wish("Green, please!")), colour("green")))
                .isLessThanOrEqualTo(1);
        assertThat(distance(bench.paint("m", new Wish("the blue one")), colour("blue")))
                .isLessThanOrEqualTo(1);
        assertThat(distance(bench.paint("m", new Wish("")), colour(""))).isLessThanOrEqualTo(1);
    }

    @Test
    void guidanceLeadsTowardsThePromptAndAwayFromTheOther() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));

        assertThat(distance(bench.paint("m", new Wish("dim").guidance(2.5)), colour("dim", 2.5)))
                .isLessThanOrEqualTo(1);
        int[] away = pixel(bench.paint("m", new Wish("dim").guidance(2.0).negative("red")), 0, 0);
        assertThat(away[0]).isLessThan(colour("dim", 2.0)[0] - 80);
        assertThat(away[1]).isGreaterThan(colour("dim", 2.0)[1] + 80);
    }

    @Test
    void networksThatTellVelocityEndAtTheSame() throws Exception {
        new AnalyticDiffusers().velocity().write(bench.model("m"));

        for (String method : new String[] {"ddim", "pndm", "euler", "euler_a", "dpm++2m", "lcm"}) {
            Picture picture = bench.paint("m", new Wish("red").method(method));
            assertThat(distance(picture, colour("red"))).as(method).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void consistencyModelsTakeFewStepsAndAreToldTheGuidance() throws Exception {
        new AnalyticDiffusers().consistency().write(bench.model("m"));

        for (int steps : new int[] {1, 2, 4, 8}) {
            Picture picture = bench.paint("m", new Wish("blue").steps(steps).guidance(null));
            assertThat(distance(picture, colour("blue"))).as("%d steps", steps).isLessThanOrEqualTo(1);
        }
        ContractContext context = bench.context();
        var unused = bench.result("m", ModelSource.of("onnx"), new Wish("blue").steps(20), context);
        assertThat(context.fractions()).hasSize(7); // the prompt, four steps, the picture, the end
    }

    @Test
    void turboModelsTakeFewStepsWithoutGuidance() throws Exception {
        new AnalyticDiffusers()
                .scheduler("EulerDiscreteScheduler")
                .put("timestep_spacing", "trailing")
                .named("stabilityai/sd-turbo")
                .write(bench.model("m"));

        for (int steps : new int[] {1, 2, 4, 20}) {
            Picture picture = bench.paint("m", new Wish("dim").steps(steps).guidance(null));
            assertThat(distance(picture, colour("dim"))).as("%d steps", steps).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void theLargeOnesReadWithTwoEncodersAndThePromptAsAWhole() throws Exception {
        new AnalyticDiffusers()
                .xl()
                .scheduler("EulerDiscreteScheduler")
                .put("timestep_spacing", "leading")
                .write(bench.model("m"));

        assertThat(distance(bench.paint("m", new Wish("blue")), colour("blue"))).isLessThanOrEqualTo(1);
        assertThat(distance(bench.paint("m", new Wish("dim").guidance(2.0)), colour("dim", 2)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void numbersOfSixteenBitsAreGoodEnough() throws Exception {
        new AnalyticDiffusers().half().scheduler("EulerDiscreteScheduler").write(bench.model("m"));

        assertThat(distance(bench.paint("m", new Wish("red").steps(5)), colour("red")))
                .isLessThanOrEqualTo(4);
    }

    @Test
    void weightsMayLieBesideTheirNetwork() throws Exception {
        new AnalyticDiffusers().outside().write(bench.model("m"));

        assertThat(bench.model("m").resolve("text_encoder/model.onnx_data")).isNotEmptyFile();
        assertThat(distance(bench.paint("m", new Wish("red")), colour("red"))).isLessThanOrEqualTo(1);
    }

    @Test
    void networksForOneSizeAreAskedOneByOneOrTwiceAtATime() throws Exception {
        new AnalyticDiffusers().fixed(64, 1).write(bench.model("one"));
        new AnalyticDiffusers().fixed(64, 2).write(bench.model("two"));
        for (String model : new String[] {"one", "two"}) {
            Picture guided = bench.paint(model, new Wish("dim").size(64, 64).guidance(2.0));
            assertThat(distance(guided, colour("dim", 2))).as(model).isLessThanOrEqualTo(1);
            Picture plain = bench.paint(model, new Wish("dim").size(60, 58));
            assertThat(distance(plain, colour("dim"))).as(model).isLessThanOrEqualTo(1);
        }
        assertThat(failure(() -> bench.paint("one", new Wish("dim").size(128, 64))))
                .hasMessage("this model makes pictures of 64 x 64 only, not of 128 x 64");
    }

    @Test
    void sidesNeedNotBeWholeSquares() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));

        Picture picture = bench.paint("m", new Wish("green").size(61, 35));

        assertThat(picture.width()).isEqualTo(61);
        assertThat(picture.height()).isEqualTo(35);
        assertThat(distance(picture, colour("green"))).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void latentsCanBeHalvedAsOftenAsTheNetworkHasBlocks(int blocks) throws Exception {
        new AnalyticDiffusers().blocks(blocks).write(bench.model("m"));

        Picture picture = bench.paint("m", new Wish("green").size(61, 35).guidance(2.0));

        assertThat(picture.width()).isEqualTo(61);
        assertThat(picture.height()).isEqualTo(35);
        assertThat(distance(picture, colour("green", 2))).isLessThanOrEqualTo(1);
    }

    @Test
    void latentsOfAModelThatDoesNotTellItsBlocksCanBeHalvedThreeTimes() throws Exception {
        Files.delete(new AnalyticDiffusers().blocks(4).write(bench.model("m")).resolve("unet/config.json"));

        Picture picture = bench.paint("m", new Wish("green").size(61, 35));

        assertThat(distance(picture, colour("green"))).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"ddim", "pndm", "euler", "euler_a", "dpm++2m", "lcm"})
    void aPictureToBeginWithStaysAsFarAsItMay(String method) throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));
        String init = url(64, 48, (x, y) -> x < 32 ? 0x404040 : 0xc0c0c0);
        Wish wish = new Wish("red").init(init).method(method).steps(10);

        Picture same = bench.paint("m", wish.denoise(0));
        assertThat(pixel(same, 3, 3)).containsExactly(0x40, 0x40, 0x40);
        assertThat(pixel(same, 60, 40)).containsExactly(0xc0, 0xc0, 0xc0);
        assertThat(distance(bench.paint("m", wish.denoise(0.5)), colour("red"))).isLessThanOrEqualTo(2);
        assertThat(distance(bench.paint("m", wish.denoise(1)), colour("red"))).isLessThanOrEqualTo(2);
    }

    @Test
    void encodersThatTellMiddleAndSpreadAreTakenAtTheirMiddle() throws Exception {
        new AnalyticDiffusers().spread().write(bench.model("m"));

        Picture same = bench.paint(
                "m", new Wish("red").init(url(64, 48, (x, y) -> 0x2080f0)).denoise(0));

        assertThat(distance(same, new int[] {0x20, 0x80, 0xf0})).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"ddim, false", "euler, false", "lcm, false", "ddim, true", "euler, true"})
    void aHoleIsFilledAndNoPixelAroundItTouched(String method, boolean made) throws Exception {
        AnalyticDiffusers model = new AnalyticDiffusers();
        (made ? model.inpainting() : model).write(bench.model("m"));
        Picture before = Workbench.drawn(64, 48, DiffusionTest::pattern);
        String init = url(64, 48, DiffusionTest::pattern);
        String mask = url(64, 48, (x, y) -> hole(x, y) ? 0xffffff : 0);

        Picture after = bench.paint("m", new Wish("green").init(init).mask(mask).method(method));

        assertThat(changed(before, after, (x, y) -> !hole(x, y))).isZero();
        Picture filled = Workbench.drawn(18, 24, (x, y) -> after.argb()[(y + 9) * 64 + x + 19]);
        assertThat(distance(filled, colour("green"))).isLessThanOrEqualTo(1);
    }

    private static boolean hole(int x, int y) {
        return x >= 19 && x < 37 && y >= 9 && y < 33;
    }

    private static int pattern(int x, int y) {
        return ((x * 3) << 16) | ((y * 5) << 8) | (x * y % 256);
    }

    @Test
    void aModelForHolesPaintsWithoutOneToo() throws Exception {
        new AnalyticDiffusers().inpainting().write(bench.model("m"));

        assertThat(distance(bench.paint("m", new Wish("red")), colour("red"))).isLessThanOrEqualTo(1);
    }

    @Test
    void theSameSeedMakesTheSamePictureAndAnotherAnother() throws Exception {
        new AnalyticDiffusers().put("set_alpha_to_one", false).write(bench.model("m"));

        int[] one = bench.paint("m", new Wish("red").seed(1L)).argb();

        assertThat(bench.paint("m", new Wish("red").seed(1L)).argb()).isEqualTo(one);
        assertThat(bench.paint("m", new Wish("red").seed(2L)).argb()).isNotEqualTo(one);
        assertThat(bench.paint("m", new Wish("red").seed(null)).argb())
                .isEqualTo(bench.paint("m", new Wish("red").seed(0L)).argb());
    }

    @Test
    void aCancelledJobEndsInTheMiddleOfAStep() throws Exception {
        new AnalyticDiffusers().slow(4000).write(bench.model("slow"));
        new AnalyticDiffusers().write(bench.model("quick"));
        ContractContext context = bench.context();
        CompletableFuture<EngineException> failed = CompletableFuture.supplyAsync(
                () -> failure(() -> bench.result("slow", ModelSource.of("onnx"), new Wish("red").steps(50), context)));
        org.awaitility.Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> context.fractions().size() > 1);

        context.cancel();

        // half of what a step takes on two cores, and the cancel needs none of it
        assertThat(failed.get(5, TimeUnit.SECONDS).code()).isEqualTo(EngineException.CANCELLED);
        assertThat(context.fractions()).hasSize(2);
        assertThat(distance(bench.paint("quick", new Wish("red")), colour("red")))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void whatCannotBeDoneIsRefusedByName() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));
        String picture = url(8, 8, (x, y) -> 0);

        assertThat(failure(() -> bench.paint("m", new Wish("red").method("magic"))))
                .hasMessage("samplingMethod magic is not known here;"
                        + " there are ddim, pndm, euler, euler_a, dpm++2m, lcm");
        assertThat(failure(() -> bench.paint("m", new Wish("red").size(8, 64))))
                .hasMessage("width must be from 16 to 4096, not 8");
        assertThat(failure(() -> bench.paint("m", new Wish("red").size(4096, 4096))))
                .hasMessageContaining("megapixels with the memory there is here, not 4096 x 4096");
        assertThat(failure(() -> bench.paint("m", new Wish("red").steps(501)))).hasMessageContaining("steps");
        assertThat(failure(() -> bench.paint("m", new Wish("red").guidance(1e9))))
                .hasMessageContaining("cfgScale");
        assertThat(failure(() -> bench.paint("m", new Wish("red").init(picture).denoise(2))))
                .hasMessageContaining("denoise");
        assertThat(failure(() -> bench.paint("m", new Wish("red").mask(picture))))
                .hasMessageContaining("initImageUrl is missing");
        EngineException nonsense = failure(() -> bench.paint("m", new Wish("red").init("data:text/plain,hello")));
        assertThat(nonsense).hasMessageContaining("initImageUrl is no picture");
        assertThat(nonsense.code()).isEqualTo("bad_input");
        assertThat(nonsense.retryable()).isFalse();
    }

    @Test
    void aPromptThatIsTooLongIsCutAndThatIsSaid() throws Exception {
        new AnalyticDiffusers().write(bench.model("m"));
        ContractContext context = bench.context();

        var unused = bench.result("m", ModelSource.of("onnx"), new Wish("x ".repeat(100)), context);

        assertThat(context.messages())
                .containsExactly("WARN the prompt is too long; what its text encoder cannot take is not read");
    }

    private static EngineException failure(ThrowingCallable action) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(EngineException.class, action);
    }
}
