package dev.atelier.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.engine.tck.EngineContract;
import dev.atelier.engine.tck.Format;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import dev.atelier.lib.ffmpeg.internal.FoundFfmpeg;
import dev.atelier.lib.ffmpeg.internal.Shipped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the program that is shipped, whatever the machine has. */
class VideoEngineTest extends EngineContract {
    /** Unpacked once for a build: it is big. */
    private static final Shipped SHIPPED =
            new Shipped(Path.of("target", "ffmpeg-for-tests").toAbsolutePath());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    private @Nullable ProcessHost host;
    private @Nullable BundlePrograms programs;

    @Override
    protected Engine engine() {
        return engine("");
    }

    private Engine engine(String ffmpegPath) {
        close();
        host = new ProcessHost(folder.resolve("children"));
        programs = new BundlePrograms(host);
        return new VideoEngine("1.2.3", programs, new FoundFfmpeg(programs, SHIPPED, ffmpegPath));
    }

    @Override
    protected void close(Engine engine) {
        close();
    }

    @AfterEach
    void close() {
        if (programs != null && host != null) {
            programs.close();
            host.close();
        }
    }

    @Override
    protected Task taskOf(Kind kind) {
        return kind == Kind.VIDEO ? film("a river at night", null, 0.5, 8, 96, 64, "mp4") : super.taskOf(kind);
    }

    @Test
    void namesItsModels() {
        Engine engine = engine();

        assertThat(engine.descriptor().sources()).containsExactly("video");
        assertThat(engine.descriptor().models())
                .containsOnlyKeys(Kind.VIDEO)
                .containsEntry(Kind.VIDEO, List.of("video", "procedural-gif", "video:*"));
        assertThat(engine.health()).isEqualTo(Health.OK);
    }

    @ParameterizedTest
    @CsvSource({"mp4,MP4", "webm,WEBM", "gif,GIF", "MP4,MP4"})
    void makesFilmsThatPlay(String ext, Format format) throws Exception {
        EngineResult result = make("video", film("Rain on a window. A paper boat.", null, 1.5, 12, 160, 90, ext));

        Probe probe = probe(result);
        assertThat(Format.of(bytes(result))).contains(format);
        assertThat(probe.size()).isEqualTo("160x90");
        assertThat(probe.frames()).isEqualTo(18);
        assertThat(probe.seconds()).isCloseTo(1.5, within(0.15));
        assertThat(result.<String>fold(EngineResult.Media::ext, json -> "")).isEqualTo(ext.toLowerCase(Locale.ROOT));
    }

    @Test
    void makesAWebpThatMoves() throws Exception {
        byte[] webp = bytes(make("video", film("Rain on a window", null, 1, 8, 96, 64, "webp")));

        assertThat(Format.of(webp)).contains(Format.WEBP);
        assertThat(count(webp, "ANIM")).isEqualTo(1);
        assertThat(count(webp, "ANMF")).isBetween(2, 8);
    }

    @Test
    void hasSmoothnessAndSizeOfItsOwnWhenNoneAreAsked() throws Exception {
        Probe probe = probe(make("video", new Task.Video("x", null, null, 0.25, null, 0, 0, "mp4")));

        assertThat(probe.size()).isEqualTo("512x512");
        assertThat(probe.frames()).isEqualTo(6);
        assertThat(probe.get("pix_fmt")).isEqualTo("yuv420p");
    }

    @Test
    void makesSidesEven() throws Exception {
        assertThat(probe(make("video", film("x", null, 0.2, 5, 101, 67, "mp4"))).size())
                .isEqualTo("100x66");
    }

    @Test
    void movesOverAPicture() throws Exception {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png(64, 48, 0xff2040c0));

        EngineResult result = make("video", film("x", url, 0.5, 8, 96, 64, "gif"));

        assertThat(probe(result).frames()).isEqualTo(4);
        for (int pixel : Pictures.readScaled(write(result), 96).argb()) {
            assertThat(pixel >> 16 & 0xff).isCloseTo(0x20, within(10));
            assertThat(pixel & 0xff).isCloseTo(0xc0, within(10));
        }
    }

    @Test
    void refusesAnInputThatIsNoPicture() {
        assertRefused(
                () -> make("video", film("x", "data:text/html,<html>", 0.5, 8, 96, 64, "gif")),
                "bad_input",
                "no picture");
    }

    @ParameterizedTest
    @CsvSource({"0.34,128,96,3", "1.0,50,2000,10", "0.01,64,64,1"})
    void makesTheReferencesProceduralFilm(double seconds, int width, int height, int frames) throws Exception {
        EngineResult result = make("procedural-gif", film("a tiny dragon", null, seconds, 50, width, height, "mp4"));
        byte[] gif = bytes(result);
        Probe probe = probe(result);

        assertThat(result.<String>fold(EngineResult.Media::ext, json -> "")).isEqualTo("gif");
        assertThat(probe.frames()).isEqualTo(frames);
        assertThat(probe.size()).isEqualTo(Math.max(64, width) + "x" + Math.min(1024, height));
        assertThat(probe.seconds()).isCloseTo(frames / 10.0, within(0.001));
        assertThat(count(gif, "NETSCAPE2.0")).isEqualTo(1);
    }

    @Test
    void endsTheProgramWithTheJob() {
        Engine engine = engine();
        ContractContext context = context().cancelAtFirstReport();

        assertThatThrownBy(() -> make(engine, "video", film("x", null, 120, 60, 512, 512, "mp4"), context))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));

        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().command().orElse("").contains("ffmpeg-for-tests"));
    }

    @Test
    void aKilledProgramFailsTheJobAndTheNextSucceeds() throws Exception {
        Path real = SHIPPED.unpack(context()).resolve("ffmpeg");
        Path killed = script("case \"$*\" in *rawvideo*) if [ ! -e '" + folder + "/once' ]; then touch '" + folder
                + "/once'; head -c 2000 > /dev/null; kill -9 $$; fi;; esac; exec '" + real + "' \"$@\"");
        Engine engine = engine(killed.toString());

        assertThatThrownBy(() -> make(engine, "video", film("x", null, 1.0, 12, 96, 64, "mp4"), context()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());

        assertThat(probe(make(engine, "video", film("x", null, 1.0, 12, 96, 64, "mp4"), context()))
                        .frames())
                .isEqualTo(12);
    }

    @Test
    void makesAGifWithoutFfmpeg() throws Exception {
        Engine engine = engine("/nowhere/ffmpeg");
        assertThat(engine.health()).isEqualTo(Health.OK);

        EngineResult result = make(engine, "video", film("x", null, 0.5, 8, 96, 64, "gif"), context());

        assertThat(probe(result).frames()).isEqualTo(4);
        assertThat(count(
                        bytes(make(engine, "procedural-gif", film("x", null, 0.2, null, 64, 64, "gif"), context())),
                        "GIF89a"))
                .isEqualTo(1);
        engine.selfTest(context());
    }

    @Test
    void saysHowToGetFfmpegForTheOtherFormats() {
        Engine engine = engine("/nowhere/ffmpeg");

        assertRefused(
                () -> make(engine, "video", film("x", null, 0.5, 8, 96, 64, "mp4"), context()),
                "program_missing",
                "install ffmpeg");
    }

    @Test
    void saysWhichEncodersAreMissing() throws Exception {
        Path poor = script("case \"$*\" in *-version*) exit 0;; esac; echo \"Unknown encoder\" >&2; exit 8");
        Engine engine = engine(poor.toString());

        assertRefused(
                () -> make(engine, "video", film("x", null, 0.5, 8, 96, 64, "mp4"), context()),
                "encoder_missing",
                "libx264, libopenh264, mpeg4");
    }

    @Test
    void tellsTheFirstComplaintOfAProgramThatEndsEarly() throws Exception {
        Path broken = script("case \"$*\" in *-version*|*lavfi*) exit 0;; esac;"
                + " echo 'the disk is on fire' >&2; echo 'Conversion failed!' >&2; exit 9");
        Engine engine = engine(broken.toString());

        assertThatThrownBy(() -> make(engine, "video", film("x", null, 2, 24, 512, 512, "mp4"), context()))
                .hasMessage("ffmpeg ended with 9: the disk is on fire")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, 121})
    void refusesALengthThatIsNone(double seconds) {
        assertRefused(() -> make("video", film("x", null, seconds, 8, 96, 64, "mp4")), "bad_input", "seconds");
        assertRefused(() -> make("procedural-gif", film("x", null, seconds, 8, 96, 64, "gif")), "bad_input", "seconds");
    }

    @Test
    void refusesWhatItCannotWrite() {
        assertRefused(() -> make("video", film("x", null, 1, 8, 96, 64, "avi")), "bad_input", "mp4, webm, gif, webp");
        assertRefused(() -> make("video", film("x", null, 1, 61, 96, 64, "mp4")), "bad_input", "fps");
        assertRefused(() -> make("video", film("x", null, 1, 8, 4000, 64, "mp4")), "bad_input", "width");
        assertRefused(() -> make("video", film("x", null, 1, 8, 64, 10, "mp4")), "bad_input", "height");
    }

    private static void assertRefused(ThrowingCallable call, String code, String why) {
        assertThatThrownBy(call).hasMessageContaining(why).isInstanceOfSatisfying(EngineException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.retryable()).isFalse();
        });
    }

    private Probe probe(EngineResult result) throws Exception {
        return Probe.of(write(result), SHIPPED.unpack(context()), Objects.requireNonNull(programs));
    }

    private Path write(EngineResult result) throws IOException {
        return Files.write(Files.createTempFile(folder, "film", ".bin"), bytes(result));
    }

    private Path script(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("ffmpeg.sh"), "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static byte[] png(int width, int height, int argb) throws IOException {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, argb);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Pictures.writePng(new Picture(width, height, pixels), out);
        return out.toByteArray();
    }

    private static int count(byte[] bytes, String mark) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int count = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
            count++;
        }
        return count;
    }

    private static Task.Video film(
            String prompt,
            @Nullable String picture,
            double seconds,
            @Nullable Integer fps,
            int width,
            int height,
            String ext) {
        return new Task.Video(prompt, null, picture, seconds, fps, width, height, ext);
    }

    private EngineResult make(String model, Task task) throws EngineException {
        return make(engine(), model, task, context());
    }

    private static EngineResult make(Engine engine, String model, Task task, ContractContext context)
            throws EngineException {
        return engine.execute(new EngineJob("job", model, ModelSource.of("video"), task), context);
    }
}
