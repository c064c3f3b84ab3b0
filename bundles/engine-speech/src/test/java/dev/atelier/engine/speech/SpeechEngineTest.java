package dev.atelier.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.engine.tck.EngineContract;
import dev.atelier.engine.tck.Format;
import dev.atelier.lib.ffmpeg.internal.FoundFfmpeg;
import dev.atelier.lib.ffmpeg.internal.Shipped;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechEngineTest extends EngineContract {
    /** Unpacked once for a build: it is big. */
    private static final Shipped SHIPPED =
            new Shipped(Path.of("target", "ffmpeg-for-tests").toAbsolutePath());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path children;

    private @Nullable ProcessHost host;
    private @Nullable BundlePrograms programs;
    private @Nullable SpeechEngine engine;

    @Override
    protected Engine engine() {
        close();
        host = new ProcessHost(children);
        programs = new BundlePrograms(host);
        engine = engine(programs, "");
        return engine;
    }

    private SpeechEngine engine(BundlePrograms by, String ffmpeg) {
        LocalModels none = new LocalModels(() -> children.resolve("none"), Piper.FORM, System::nanoTime);
        return new SpeechEngine("1.2.3", by, new FoundFfmpeg(by, SHIPPED, ffmpeg), none, "off");
    }

    @Override
    protected void close(Engine engine) {
        close();
    }

    @AfterEach
    void close() {
        if (engine != null && programs != null && host != null) {
            engine.stop();
            programs.close();
            host.close();
        }
    }

    @Test
    void namesItsModels() {
        Engine engine = engine();

        assertThat(engine.descriptor().id()).isEqualTo("speech");
        assertThat(engine.descriptor().sources()).containsExactly("speech");
        assertThat(engine.descriptor().models())
                .containsOnlyKeys(Kind.AUDIO_TTS)
                .containsEntry(Kind.AUDIO_TTS, List.of("speech", "formant-synth", "speech:*"));
    }

    @Test
    void speaksEnglishWithAMansVoice() throws Exception {
        byte[] wav = bytes(make("speech", speech("Hello from a machine with no downloads.", "default", null, "wav")));

        assertThat(Sounds.rate(wav)).isEqualTo(16_000);
        assertThat(Sounds.seconds(wav)).isBetween(2.0, 3.2);
        assertThat(Sounds.rms(Sounds.samples(wav))).isBetween(800.0, 8_000.0);
        assertThat(Sounds.pitch(wav)).isBetween(70.0, 180.0);
    }

    @ParameterizedTest
    @CsvSource({"0.25,4", "0.5,2", "2,0.5", "4,0.25"})
    void isAsFastAsAsked(double speed, double factor) throws Exception {
        Engine engine = engine();
        double usual = Sounds.seconds(bytes(make(
                engine, "speech", speech("The quick brown fox jumps over the lazy dog.", "kevin16", null, "wav"))));
        double asked = Sounds.seconds(bytes(make(
                engine, "speech", speech("The quick brown fox jumps over the lazy dog.", "kevin16", speed, "wav"))));

        assertThat(asked / usual).isCloseTo(factor, within(factor * 0.1));
    }

    @Test
    void hasANarrowVoiceAsWell() throws Exception {
        byte[] wav = bytes(make("speech", speech("Good morning.", "Kevin", null, "wav")));

        assertThat(Sounds.rate(wav)).isEqualTo(8_000);
        assertThat(Sounds.seconds(wav)).isBetween(0.6, 1.8);
    }

    @Test
    void singsTheReferencesTonesForItsModel() throws Exception {
        Engine engine = engine();
        byte[] byModel = bytes(make(engine, "formant-synth", Task.Speech.of("Hi, you.")));
        byte[] byVoice = bytes(make(engine, "speech", speech("Hi, you.", "formant", null, "wav")));

        assertThat(Sounds.rate(byModel)).isEqualTo(16_000);
        assertThat(Sounds.samples(byModel)).hasSize((35 + 75 + 100 + 80 + 90 + 95 + 100 + 180) * 16 + 8 * 240);
        assertThat(byVoice).isEqualTo(byModel);
    }

    @Test
    void letsATaskChooseAnotherVoiceThanItsModels() throws Exception {
        byte[] wav = bytes(make("formant-synth", speech("Hello there.", "kevin16", null, "wav")));

        assertThat(Sounds.pitch(wav)).isBetween(70.0, 180.0);
    }

    @Test
    void writesASoundHeadThatTellsItsLength() throws Exception {
        byte[] wav = bytes(make("speech", Task.Speech.of("hello")));
        var head = java.nio.ByteBuffer.wrap(wav).order(java.nio.ByteOrder.LITTLE_ENDIAN);

        assertThat(head.getInt(4)).isEqualTo(wav.length - 8);
        assertThat(head.getInt(40)).isEqualTo(wav.length - 44);
        assertThat(head.getShort(22)).isEqualTo((short) 1);
    }

    @Test
    void whoKnowsOnlyTheVoicesOfAnotherServiceHearsTheUsualOne() throws Exception {
        byte[] usual = bytes(make("speech", speech("hello", "default", null, "wav")));

        assertThat(bytes(make("speech", speech("hello", "Alloy", null, "wav")))).isEqualTo(usual);
    }

    @Test
    void whatWasSaidBeforeIsNotHeard() throws Exception {
        Engine engine = engine();
        byte[] first = bytes(make(engine, "speech", speech("hello there", "default", null, "wav")));
        make(engine, "speech", speech("Is it? Seven, eight!", "default", 2.0, "wav"));

        assertThat(bytes(make(engine, "speech", speech("hello there", "default", null, "wav"))))
                .isEqualTo(first);
    }

    @Test
    void refusesAVoiceNobodyHasAndNamesSome() {
        assertRefused(speech("hi", "morgan", null, "wav"), "bad_input", "kevin16, kevin, formant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "日本語", "…"})
    void saysSoWhenItsVoiceKnowsNothingOfTheText(String text) {
        assertRefused(speech(text, "kevin16", null, "wav"), "bad_input", "kevin16 knows nothing in this text");
    }

    @Test
    void showsHowFarALongTextIsAndEndsBetweenSentencesWhenCancelled() throws Exception {
        String text = "This is a sentence. ".repeat(40);
        Engine engine = engine();
        ContractContext whole = context();
        make(engine, "speech", Task.Speech.of(text), whole);
        assertThat(whole.fractions()).hasSize(41).isSorted().endsWith(1.0);

        ContractContext cancelled = context().cancelAtFirstReport();
        assertThatThrownBy(() -> make(engine, "speech", Task.Speech.of(text), cancelled))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        assertThat(cancelled.fractions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"mp3,MP3", "ogg,OGG", "opus,OGG", "flac,FLAC"})
    void compressesAsAsked(String ext, Format format) throws Exception {
        Engine engine = engine();
        EngineResult result = make(engine, "speech", speech("Good morning to you all.", "default", null, ext));
        byte[] again = bytes(make(engine, "speech", speech("Good morning to you all.", "default", null, ext)));

        assertThat(result.<String>fold(EngineResult.Media::ext, json -> "")).isEqualTo(ext);
        assertThat(Format.of(bytes(result))).contains(format);
        assertThat(again).isEqualTo(bytes(result));
    }

    @Test
    void saysHowToGetWhatCompressionNeeds() {
        engine();
        var without = engine(programs(), "/nowhere/ffmpeg");

        assertThatThrownBy(() -> make(without, "speech", speech("hi", "default", null, "mp3")))
                .hasMessageContaining("install ffmpeg")
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("program_missing");
                    assertThat(e.retryable()).isFalse();
                });
    }

    private void assertRefused(Task.Speech task, String code, String why) {
        assertThatThrownBy(() -> make("speech", task))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.retryable()).isFalse();
                });
    }

    private BundlePrograms programs() {
        return java.util.Objects.requireNonNull(programs);
    }

    private static Task.Speech speech(String text, String voice, @Nullable Double speed, String ext) {
        return new Task.Speech(text, voice, speed, null, ext);
    }

    private EngineResult make(String model, Task task) throws EngineException {
        return make(engine(), model, task);
    }

    private EngineResult make(Engine engine, String model, Task task) throws EngineException {
        return make(engine, model, task, context());
    }

    private static EngineResult make(Engine engine, String model, Task task, ContractContext context)
            throws EngineException {
        return engine.execute(new EngineJob("job", model, ModelSource.of("speech"), task), context);
    }
}
