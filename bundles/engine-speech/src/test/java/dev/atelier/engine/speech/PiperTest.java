package dev.atelier.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.lib.ffmpeg.internal.FoundFfmpeg;
import dev.atelier.lib.ffmpeg.internal.Shipped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a program that takes what Piper takes, writes it down, and says a second of the same in everything. */
@SuppressWarnings("NullAway.Init") // set before each test
class PiperTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String PROGRAM = """
            #!/bin/sh
            here=$(cd "$(dirname "$0")" && pwd)
            if [ "$1" = --help ]; then
              echo 'usage: piper [options]' >&2
              echo '   -m  FILE  --model       FILE  path to onnx model file' >&2
              echo '   --output_raw                  output raw audio to stdout as it becomes available' >&2
              echo '   --length_scale          NUM   phoneme length (default: 1.0)' >&2
              exit 0
            fi
            echo "$@" >> "$here/told"
            echo $$ >> "$here/pids"
            cat >> "$here/read"
            if [ -f "$here/slow" ]; then touch "$here/at-work"; exec sleep 60; fi
            if [ -f "$here/broken" ]; then echo 'failed to load voice' >&2; exit 1; fi
            cat "$here/second"
            """;

    @TempDir
    Path folder;

    private final AtomicInteger jobs = new AtomicInteger();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private Path tools;
    private ProcessHost host;
    private BundlePrograms programs;
    private @Nullable SpeechEngine engine;

    @BeforeEach
    void open() throws Exception {
        host = new ProcessHost(folder.resolve("children"));
        programs = new BundlePrograms(host);
        tools = Files.createDirectories(folder.resolve("tools"));
        byte[] second = new byte[2 * 22_050];
        second[1] = 1;
        Files.write(tools.resolve("second"), second);
        program(PROGRAM);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        if (engine != null) {
            engine.stop();
        }
        programs.close();
        host.close();
    }

    private void program(String text) throws IOException {
        Path file = Files.writeString(tools.resolve("piper"), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private SpeechEngine engine() {
        return engine(tools.resolve("piper").toString());
    }

    private SpeechEngine engine(String piper) {
        var fresh = new SpeechEngine(
                "1.2.3",
                programs,
                new FoundFfmpeg(programs, new Shipped(folder.resolve("none")), "off"),
                new LocalModels(() -> folder.resolve("models"), Piper.FORM, System::nanoTime),
                piper);
        engine = fresh;
        return fresh;
    }

    private Path voice(String path, String language) throws IOException {
        return voice(folder.resolve("models/tts/" + path + ".onnx"), language, "\"num_speakers\":1");
    }

    private static Path voice(Path network, String language, String more) throws IOException {
        Files.createDirectories(network.getParent());
        Files.writeString(network, "network");
        Files.writeString(
                network.resolveSibling(network.getFileName() + ".json"),
                "{\"audio\":{\"sample_rate\":22050},\"espeak\":{\"voice\":\"xx\"},\"language\":{\"code\":\"" + language
                        + "\"},\"inference\":{\"length_scale\":1.2}," + more + "}");
        return network;
    }

    @Test
    void theTextIsReadAndNothingTheWholeMachineCanSee() throws Exception {
        Path network = voice("de_DE-thorsten-medium", "de_DE");

        byte[] wav = say(engine(), "piper:de_DE-thorsten-medium", null, null, "Guten Tag.\nUnd --help.");

        assertThat(Sounds.rate(wav)).isEqualTo(22_050);
        assertThat(Sounds.seconds(wav)).isEqualTo(1.0);
        assertThat(Sounds.samples(wav)[0]).isEqualTo((short) 256);
        assertThat(lines("told")).containsExactly("--model " + network + " --output_raw");
        assertThat(lines("read")).containsExactly("Guten Tag. Und --help.");
    }

    @Test
    void isAsFastAsAsked() throws Exception {
        voice("de_DE-thorsten-medium", "de_DE");

        say(engine(), "de_de-Thorsten-medium", 2.0, null, "Hallo");

        assertThat(lines("told")).singleElement().asString().endsWith("--output_raw --length_scale 0.6");
    }

    @ParameterizedTest
    @CsvSource({"en_US-x+bob,7", "en_US-x+3,3", "piper:en_US-x+BOB,7"})
    void aVoiceMayBeSeveralSpeakers(String name, int number) throws Exception {
        voice(folder.resolve("models/tts/en_US-x.onnx"), "en_US", "\"num_speakers\":9,\"speaker_id_map\":{\"Bob\":7}");

        say(engine(), name, null, null, "Hi");

        assertThat(lines("told")).singleElement().asString().endsWith("--speaker " + number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en_US-x+9", "en_US-x+eve", "en_US-y", "piper:", "piper:en_US-x -f /tmp/x"})
    void hasNoVoiceOfAnotherName(String name) throws Exception {
        voice(folder.resolve("models/tts/en_US-x.onnx"), "en_US", "\"num_speakers\":9");

        assertThatThrownBy(() -> say(engine(), name, null, null, "Hi"))
                .hasMessageContaining("no voice here is called")
                .hasMessageContaining("piper:en_US-x");
    }

    @Test
    void itsVoicesAreTakenBeforeOthersForTheirLanguages() throws Exception {
        voice("de/de_DE/thorsten/medium/de_DE-thorsten-medium", "de_DE");
        voice("en_GB-alan", "en_GB");
        voice("en_US-amy", "en_US");
        SpeechEngine engine = engine();

        say(engine, "default", null, "de-AT", "Hallo");
        say(engine, "default", null, "en-US", "Hello");
        say(engine, "alloy", null, "auto", "Hello");
        byte[] kevin = say(engine, "kevin16", null, null, "Hello");

        assertThat(lines("told").stream().map(line -> line.replaceAll(".*/(\\w+-\\w+)\\S*.*", "$1")))
                .containsExactly("de_DE-thorsten", "en_US-amy", "en_GB-alan");
        assertThat(Sounds.rate(kevin)).isEqualTo(16_000);
    }

    @Test
    void aLongTextIsSaidInFewPieces() throws Exception {
        voice("en_US-amy", "en_US");

        say(engine(), "en_US-amy", null, null, "This is a sentence of some length. ".repeat(100));

        assertThat(lines("told")).hasSize(2);
    }

    @Test
    void aJobMayBringItsVoice() throws Exception {
        ContractContext context = context();
        voice(context.root().resolve("nl_NL-own.onnx"), "nl_NL", "\"num_speakers\":1");
        ModelSource source = new ModelSource(
                "speech", List.of(file("nl_NL-own.onnx"), file("nl_NL-own.onnx.json")), ModelSource.Defaults.NONE);

        engine().execute(new EngineJob("j", "own", source, Task.Speech.of("Dag")), context);

        assertThat(lines("told")).singleElement().asString().contains("nl_NL-own.onnx");
        assertThatThrownBy(() ->
                        engine("off").execute(new EngineJob("j", "own", source, Task.Speech.of("Dag")), context()))
                .isInstanceOf(EngineException.class);
    }

    private static ModelSource.File file(String name) {
        return new ModelSource.File(ModelSource.Role.MODEL, "https://a.invalid/" + name, name, null, null);
    }

    @Test
    void aProgramThatIsKilledWhileItSpeaksFailsItsJobAndTheNextOneSucceeds() throws Exception {
        voice("en_US-amy", "en_US");
        SpeechEngine engine = engine();
        Files.writeString(tools.resolve("slow"), "");
        Future<byte[]> running = threads.submit(() -> say(engine, "en_US-amy", null, null, "Hello"));
        await().atMost(SOON).until(() -> Files.exists(tools.resolve("at-work")));
        Files.delete(tools.resolve("slow"));

        ProcessHandle.of(Long.parseLong(lines("pids").get(0))).orElseThrow().destroyForcibly();

        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .cause()
                .hasMessageContaining("piper ended with 137")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(Sounds.seconds(say(engine, "en_US-amy", null, null, "Hello")))
                .isEqualTo(1.0);
    }

    @Test
    void aCancelledJobEndsIt() throws Exception {
        voice("en_US-amy", "en_US");
        SpeechEngine engine = engine();
        Files.writeString(tools.resolve("slow"), "");
        ContractContext context = context();
        Future<byte[]> running = threads.submit(() -> say(engine, "en_US-amy", null, null, "Hello", context));
        await().atMost(SOON).until(() -> Files.exists(tools.resolve("at-work")));

        context.cancel();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
    }

    @Test
    void whatItComplainsOfIsToldAndMayBeTriedAgain() throws Exception {
        voice("en_US-amy", "en_US");
        Files.writeString(tools.resolve("broken"), "");

        assertThatThrownBy(() -> say(engine(), "en_US-amy", null, null, "Hello"))
                .hasMessage("piper ended with 1: failed to load voice")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
    }

    @Test
    void whereItIsMissingItSaysHowToGetIt() throws Exception {
        voice("en_US-amy", "en_US");
        SpeechEngine engine = engine(tools.resolve("nowhere").toString());

        Part part = part(engine);

        assertThat(part.state()).isEqualTo(Part.State.MISSING);
        assertThat(part.note())
                .contains(
                        "install Piper",
                        "piper_program",
                        folder.resolve("models/tts").toString());
        assertThat(part(engine("off")).note()).isEqualTo("switched off by piper_program");
        assertThat(Sounds.rate(say(engine, "default", null, null, "Hello")))
                .as("kevin, as ever")
                .isEqualTo(16_000);
    }

    @Test
    void itsVoicesAreListedWithTheirLanguages() throws Exception {
        assertThat(part(engine()).note()).startsWith("it has no voice");
        assertThat(part(engine()).state()).isEqualTo(Part.State.SPARE);
        voice("de_DE-thorsten", "de_DE");
        voice("en_US-amy", "en_US");
        Files.writeString(folder.resolve("models/tts/lonely.onnx"), "a network of something else");

        Part part = part(engine());

        assertThat(part.state()).isEqualTo(Part.State.IN_USE);
        assertThat(part.note()).isEqualTo("voices: de_DE-thorsten (de-de), en_US-amy (en-us)");
        assertThat(part.where()).isEqualTo(tools.resolve("piper").toString());
    }

    @Test
    void aProgramAboutMiceIsNotAsked() throws Exception {
        voice("en_US-amy", "en_US");
        program("#!/bin/sh\necho \"$@\" >> \"$(dirname \"$0\")/told\"\necho 'piper, to configure gaming mice'\n");
        SpeechEngine engine = engine();

        assertThat(Sounds.rate(say(engine, "default", null, null, "Hello"))).isEqualTo(16_000);
        assertThat(part(engine).state()).isEqualTo(Part.State.BROKEN);
        assertThat(lines("told")).containsExactly("--help");
    }

    private static Part part(SpeechEngine engine) {
        return engine.parts().stream()
                .filter(part -> part.id().equals("piper"))
                .findFirst()
                .orElseThrow();
    }

    private byte[] say(
            SpeechEngine engine, String voice, @Nullable Double speed, @Nullable String language, String text)
            throws Exception {
        return say(engine, voice, speed, language, text, context());
    }

    private static byte[] say(
            SpeechEngine engine,
            String voice,
            @Nullable Double speed,
            @Nullable String language,
            String text,
            ContractContext context)
            throws Exception {
        EngineResult result = engine.execute(
                new EngineJob(
                        "j", "speech", ModelSource.of("speech"), new Task.Speech(text, voice, speed, language, "wav")),
                context);
        try (InputStream in = ((EngineResult.Media) result).body().open()) {
            return in.readAllBytes();
        }
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(tools.resolve(file));
    }
}
