package dev.atelier.engine.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource.Defaults;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final Path OUT = Path.of("out.png");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    private static Weights weights(boolean whole, Defaults defaults) {
        return new Weights(Path.of("main"), whole, null, null, null, defaults);
    }

    private List<String> line(Task.Image task, Weights weights, Inputs inputs, Flags flags) throws EngineException {
        return CommandLine.job(
                new Arguments(flags, new ContractContext(folder)),
                weights,
                Order.of(task, weights.defaults()),
                inputs,
                OUT);
    }

    private List<String> line(Task.Image task, Defaults defaults) throws EngineException {
        return line(task, weights(true, defaults), Inputs.NONE, Flags.of("sd-cli", ""));
    }

    private static Task.Image image(
            @Nullable String negative,
            @Nullable Double denoise,
            @Nullable Double cfg,
            @Nullable String sampling,
            int width,
            int height,
            int steps,
            @Nullable Long seed) {
        return new Task.Image(
                "a cat", negative, null, null, null, denoise, cfg, sampling, width, height, steps, seed, "png");
    }

    private static Task.Image plain() {
        return image(null, null, null, null, 0, 0, 0, null);
    }

    private static Defaults defaults(double cfg, int steps, int width, int height, @Nullable String sampling) {
        return new Defaults(cfg, steps, width, height, sampling, null, null, null, null, null, null, null);
    }

    @Test
    void saysEverythingInItsOrder() throws Exception {
        Defaults defaults = new Defaults(2.5, 12, 640, 480, "euler", 3.0, true, true, true, 7.5, null, null);
        Weights all = new Weights(Path.of("d"), false, Path.of("v"), Path.of("t"), Path.of("tv"), defaults);
        Task.Image task = image("no dogs", null, 7.5, "dpm++2m", 512, 768, 30, 9_007_199_254_740_993L);

        assertThat(line(task, all, new Inputs(Path.of("i"), Path.of("m"), null), Flags.of("sd-cli", "")))
                .containsExactly(
                        "--diffusion-model",
                        "d",
                        "--vae",
                        "v",
                        "--llm",
                        "t",
                        "--llm_vision",
                        "tv",
                        "-p",
                        "a cat",
                        "--negative-prompt",
                        "no dogs",
                        "--init-img",
                        "i",
                        "--strength",
                        "0.75",
                        "--mask",
                        "m",
                        "--cfg-scale",
                        "7.5",
                        "--steps",
                        "30",
                        "-W",
                        "512",
                        "-H",
                        "768",
                        "-o",
                        "out.png",
                        "--seed",
                        "9007199254740993",
                        "--sampling-method",
                        "dpm++2m",
                        "--flow-shift",
                        "3",
                        "--model-args",
                        "qwen_image_zero_cond_t=true",
                        "--offload-to-cpu",
                        "--mmap",
                        "--max-vram",
                        "7.5",
                        "--diffusion-fa");
    }

    @Test
    void saysLittleWhenLittleIsKnown() throws Exception {
        assertThat(line(plain(), Defaults.NONE))
                .containsExactly(
                        "--model",
                        "main",
                        "-p",
                        "a cat",
                        "--cfg-scale",
                        "1",
                        "--steps",
                        "8",
                        "-W",
                        "1024",
                        "-H",
                        "1024",
                        "-o",
                        "out.png",
                        "--diffusion-fa");
    }

    @Test
    void aReferenceTakesThePlaceOfThePictureToBeginWith() throws Exception {
        Inputs inputs = new Inputs(Path.of("i"), Path.of("m"), Path.of("r"));

        assertThat(line(plain(), weights(true, Defaults.NONE), inputs, Flags.of("sd-cli", "")))
                .containsSequence("-p", "a cat", "-r", "r", "--mask", "m", "--cfg-scale")
                .doesNotContain("--init-img", "--strength");
    }

    @ParameterizedTest
    @CsvSource({"0,0,8", "20,0,8", "20,12,12", "0,12,12", "19,12,19", "4,0,4"})
    void stepsAreTheTasksUnlessItDoesNotCare(int task, int model, String said) throws Exception {
        assertThat(line(image(null, null, null, null, 0, 0, task, null), defaults(0, model, 0, 0, null)))
                .containsSequence("--steps", said);
    }

    @ParameterizedTest
    @CsvSource({",0,1", "0,0,1", "0,3.5,3.5", ",3.5,3.5", "1,3.5,1", "7.5,3.5,7.5", "-2,0,1"})
    void guidanceIsTheTasksOrTheModels(@Nullable Double task, double model, String said) throws Exception {
        assertThat(line(image(null, null, task, null, 0, 0, 0, null), defaults(model, 0, 0, 0, null)))
                .containsSequence("--cfg-scale", said);
    }

    @ParameterizedTest
    @CsvSource({"0,0,1024", "0,640,640", "512,640,512"})
    void sidesAreTheTasksOrTheModels(int task, int model, String said) throws Exception {
        assertThat(line(image(null, null, null, null, task, task, 0, null), defaults(0, 0, model, model, null)))
                .containsSequence("-W", said, "-H", said);
    }

    @ParameterizedTest
    @CsvSource({",,", "euler,,euler", ",lcm,lcm", "euler,lcm,euler"})
    void samplersAreNamedWhenAnybodyNamesOne(@Nullable String task, @Nullable String model, @Nullable String said)
            throws Exception {
        List<String> line = line(image(null, null, null, task, 0, 0, 0, null), defaults(0, 0, 0, 0, model));

        if (said == null) {
            assertThat(line).doesNotContain("--sampling-method");
        } else {
            assertThat(line).containsSequence("--sampling-method", said);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0,1", "7.50,7.5", "0.55,0.55", "0,0", "100,100", "0.001,0.001", "12345678,12345678", "-0.0,0"})
    void numbersAreAsShortAsTheyGo(double number, String said) {
        assertThat(Numbers.plain(number)).isEqualTo(said);
    }

    @Test
    void flagsAProgramLacksAreLeftOutWhereThatDoesNoHarm() throws Exception {
        ContractContext context = new ContractContext(folder);
        Flags old = Flags.of(
                "sd-cli",
                FakeTools.HELP
                        .replace("--mmap", "")
                        .replace("--diffusion-fa", "")
                        .replace("--max-vram", ""));
        Weights weights = weights(true, new Defaults(0, 0, 0, 0, null, null, null, true, true, 4.0, null, null));

        List<String> line = CommandLine.job(
                new Arguments(old, context), weights, Order.of(plain(), weights.defaults()), Inputs.NONE, OUT);

        assertThat(line).endsWith("-o", "out.png", "--offload-to-cpu");
        assertThat(context.messages())
                .containsExactly(
                        "WARN this sd-cli has no --mmap; it is left out",
                        "WARN this sd-cli has no --max-vram; it is left out",
                        "WARN this sd-cli has no --diffusion-fa; it is left out");
    }

    @Test
    void flagsTheResultDependsOnAreNamedWhenTheyAreMissing() {
        Flags old = Flags.of("sd-cli", FakeTools.HELP.replace("--llm ", ""));
        Weights weights = new Weights(Path.of("d"), false, null, Path.of("t"), null, Defaults.NONE);

        assertThatThrownBy(() -> line(plain(), weights, Inputs.NONE, old))
                .isInstanceOf(EngineException.class)
                .hasMessage("this sd-cli has no --llm, which the job needs; use another release of it");
    }

    @Test
    void olderReleasesHaveAnotherNameForOneFlag() throws Exception {
        Flags old = Flags.of("sd-cli", FakeTools.HELP.replace("--model-args", "--qwen-image-zero-cond-t"));
        Weights weights = weights(true, new Defaults(0, 0, 0, 0, null, null, true, null, null, null, null, null));

        assertThat(line(plain(), weights, Inputs.NONE, old))
                .endsWith("out.png", "--qwen-image-zero-cond-t", "--diffusion-fa");
    }

    @Test
    void filmsAreAModeOfTheirOwn() throws Exception {
        Task.Video task = new Task.Video("a river", "fog", null, 2, 16, 0, 0, "mp4");
        Weights weights = weights(false, defaults(5, 0, 0, 0, null));
        Order order = Order.of(task, weights.defaults());

        assertThat(CommandLine.job(
                        new Arguments(Flags.of("sd-cli", ""), new ContractContext(folder)),
                        weights,
                        order,
                        new Inputs(Path.of("i"), null, null),
                        Path.of("out.webm")))
                .containsExactly(
                        "-M",
                        "vid_gen",
                        "--diffusion-model",
                        "main",
                        "-p",
                        "a river",
                        "--negative-prompt",
                        "fog",
                        "--init-img",
                        "i",
                        "--cfg-scale",
                        "5",
                        "--steps",
                        "8",
                        "-W",
                        "832",
                        "-H",
                        "480",
                        "--video-frames",
                        "33",
                        "--fps",
                        "16",
                        "-o",
                        "out.webm",
                        "--diffusion-fa");
        assertThat(order.ext()).isEqualTo("webm");
    }

    @ParameterizedTest
    @CsvSource({"0,16", "-1,16", "NaN,16", "1000,60"})
    void filmsOfNoLengthOrFarTooLongAreRefused(double seconds, int fps) {
        assertThatThrownBy(() -> Order.of(new Task.Video("x", null, null, seconds, fps, 0, 0, "mp4"), Defaults.NONE))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"png,png", "PNG,png", "jpg,jpg", "jpeg,jpg", "bmp,bmp", "webp,webp", "tiff,webp", "'',webp"})
    void picturesComeInWhatIsAskedForOrAsWebp(String asked, String made) {
        assertThat(Order.of(plain().withExt(asked), Defaults.NONE).ext()).isEqualTo(made);
    }

    @Test
    void aHelpTextWithoutFlagsSaysNothing() {
        assertThat(Flags.of("sd-cli", "error while loading shared libraries: libx-y")
                        .has("--steps"))
                .isTrue();
        List<String> all = new ArrayList<>(Flags.of("sd-cli", FakeTools.HELP).names());
        assertThat(all).contains("-p", "--prompt", "--llm_vision", "-W").doesNotContain("-cli", "--");
    }
}
