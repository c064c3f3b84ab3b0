package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.model.samples.ParrotWhisper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine with the real library in a real child, on models made here. One child for all, since it can be shared. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class WhisperEngineTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AtomicInteger jobs = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path folder;
    private Kit kit;
    private WhisperEngine engine;

    @BeforeAll
    void open(@TempDir Path own) throws Exception {
        folder = own;
        Path stt = Files.createDirectories(folder.resolve("models/stt"));
        Path parrot = new ParrotWhisper().write(stt.resolve("parrot.bin"));
        new ParrotWhisper().lasting(30).saying("half a minute.").write(stt.resolve("slow.bin"));
        new ParrotWhisper().hearing("de").saying("gr\u00fc\u00df Gott \u65e5").write(stt.resolve("many.bin"));
        new ParrotWhisper().withNegativeLayers().write(stt.resolve("negative.bin"));
        Files.writeString(stt.resolve("page.bin"), "<html>404 not found, as downloads sometimes are</html>");
        byte[] bytes = Files.readAllBytes(parrot);
        Files.write(stt.resolve("half.bin"), Arrays.copyOf(bytes, bytes.length / 2));
        Files.write(stt.resolve("few.bin"), Arrays.copyOf(bytes, bytes.length - ParrotWhisper.LAST_TENSOR));
        kit = new Kit(folder);
        engine = kit.engine(folder.resolve("models"));
    }

    @AfterAll
    void close() {
        threads.shutdownNow();
        kit.close();
    }

    @Test
    void writesDownWhatItHears() throws Exception {
        ContractContext context = context();

        String answer = execute(engine, "parrot", ModelSource.of("whisper-cpp"), tone(4), context);

        assertThat(answer)
                .isEqualTo("{\"task\":\"transcribe\",\"language\":\"en\",\"duration\":4.000,\"text\":\"%s\","
                                .formatted(ParrotWhisper.WORDS)
                        + "\"segments\":[{\"id\":0,\"start\":0.000,\"end\":3.000,\"text\":\" %s\"}]}"
                                .formatted(ParrotWhisper.WORDS));
        assertThat(context.text()).isEqualTo(ParrotWhisper.WORDS);
    }

    @ParameterizedTest
    @CsvSource({"mp3,libmp3lame", "ogg,libopus", "webm,libopus", "flac,flac", "m4a,aac"})
    void readsWhatFfmpegReads(String ext, String codec) throws Exception {
        Path wav = Files.write(folder.resolve("tone-" + ext + ".wav"), Tones.wav(44_100, 2, 3.2));
        Path file = folder.resolve("tone." + ext);
        kit.programs
                .run(
                        ProgramSpec.of(
                                "ffmpeg",
                                List.of(
                                        kit.ffmpeg.program(context()).toString(),
                                        "-y",
                                        "-loglevel",
                                        "error",
                                        "-i",
                                        wav.toString(),
                                        "-c:a",
                                        codec,
                                        file.toString())),
                        context())
                .orThrow();

        JsonNode answer = answer("parrot", Task.Transcription.of(file.toUri().toString()));

        assertThat(answer.get("text").asText()).isEqualTo(ParrotWhisper.WORDS);
        assertThat(answer.get("duration").asDouble()).isBetween(3.1, 3.5);
    }

    @Test
    void hearsALongRecordingInWindowsThatEndWhereItIsQuiet() throws Exception {
        ContractContext context = context();

        JsonNode answer = answer("slow", tone(70, 24, 49), context);

        assertThat(answer.get("duration").asDouble()).isEqualTo(70);
        assertThat(answer.get("text").asText()).isEqualTo("half a minute. half a minute. half a minute.");
        assertThat(context.text()).isEqualTo(answer.get("text").asText());
        List<Double> starts = answer.get("segments").findValues("start").stream()
                .map(JsonNode::asDouble)
                .toList();
        List<Double> ends = answer.get("segments").findValues("end").stream()
                .map(JsonNode::asDouble)
                .toList();
        assertThat(starts).hasSize(3).first().isEqualTo(0.0);
        assertThat(starts.get(1)).isBetween(24.0, 25.0);
        assertThat(starts.get(2)).isBetween(49.0, 50.0);
        assertThat(ends).containsExactly(starts.get(1), starts.get(2), 70.0);
        assertThat(context.fractions()).hasSize(3).endsWith(1.0).isSorted();
    }

    @Test
    void hearsWhatIsShorterThanTheLibraryLikes() throws Exception {
        JsonNode answer = answer("parrot", tone(0.3));

        assertThat(answer.get("text").asText()).isEqualTo(ParrotWhisper.WORDS);
        assertThat(answer.at("/segments/0/end").asDouble()).isEqualTo(0.3);
    }

    @Test
    void findsOutTheLanguage() throws Exception {
        JsonNode answer = answer("many", tone(3));

        assertThat(answer.get("language").asText()).isEqualTo("de");
        assertThat(answer.get("text").asText()).isEqualTo("gr\u00fc\u00df Gott \u65e5");
    }

    @ParameterizedTest
    @CsvSource({"fr,fr", "pt-BR,pt", "German,de", "auto,de"})
    void takesTheLanguageItIsTold(String told, String language) throws Exception {
        JsonNode answer = answer("many", with(told, null, null));

        assertThat(answer.get("language").asText()).isEqualTo(language);
    }

    @Test
    void translatesIntoEnglish() throws Exception {
        JsonNode answer = answer("many", with("de", true, null));

        assertThat(answer.get("task").asText()).isEqualTo("translate");
        assertThat(answer.get("language").asText()).isEqualTo("en");
        assertThat(answer.at("/segments/0/start").asDouble())
                .as("the model begins later when it is to translate")
                .isEqualTo(0.2);
    }

    /** Whatever stands before the words moves them on, as this model has it. */
    @Test
    void aHintReachesTheLibrary() throws Exception {
        Task.Transcription task =
                new Task.Transcription(Tones.url(Tones.wav(3)), null, null, "x \ud83d\ude00", null, null);

        assertThat(answer("parrot", task).get("text").asText()).isNotEqualTo(ParrotWhisper.WORDS);
    }

    @Test
    void refusesLanguagesTheModelDoesNotKnow() {
        assertRefused("many", with("Klingon", null, null), "this model knows no language Klingon");
        assertRefused("many", with("yue", null, null), "this model knows no language yue");
        assertRefused("parrot", with("de", null, null), "understands English only");
    }

    @Test
    void saysThatItTellsNoTimesOfWords() throws Exception {
        ContractContext context = context();

        JsonNode answer = answer("parrot", with(null, null, "word"), context);

        assertThat(answer.has("words")).isFalse();
        assertThat(answer.get("segments")).hasSize(1);
        assertThat(context.messages()).anyMatch(line -> line.contains("times of segments, not of words"));
    }

    @Test
    void skipsSilenceWhenItIsToListenForVoices() throws Exception {
        byte[] silence = Tones.wav(1, 0);
        Task.Transcription task = new Task.Transcription(Tones.url(silence), null, null, null, true, null);

        assertThat(answer("parrot", task).get("text").asText()).isEmpty();
        assertThat(answer("parrot", Task.Transcription.of(Tones.url(silence)))
                        .get("text")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void refusesWhatHoldsNoSound() throws Exception {
        assertRefused("parrot", Task.Transcription.of(Tones.url(Tones.wav(0))), "decoded audio is empty");
        assertRefused("parrot", text("just words"), "the input is no sound that ffmpeg can read");
        Path secret = Files.write(folder.resolve("secret.mp3"), Tones.wav(1));
        assertRefused(
                "parrot",
                text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n" + secret.toUri() + "\n#EXT-X-ENDLIST\n"),
                "the input is no sound that ffmpeg can read");
    }

    @ParameterizedTest
    @CsvSource({
        "page,it is no whisper model (ggml)",
        "half,it ends too early; was it copied or downloaded whole?",
        "negative,its head makes no sense: audio layers is -1",
        "few,the model cannot be loaded: whisper_model_load: ERROR not all tensors loaded",
        "nobody,model `nobody` not found in"
    })
    void filesThatAreNoModelsSaySo(String model, String message) {
        assertThatThrownBy(() -> answer(model, tone(1)))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.retryable())
                        .as("another machine may have a good one")
                        .isEqualTo(e.code().equals("model_unusable")));
    }

    @Test
    void aModelOverWhichTheLibraryAbortsFailsItsJobAndTheNextOneSucceeds() throws Exception {
        WhisperEngine trusting = kit.engine(folder.resolve("models"), file -> new Ggml(51_864));

        assertThatThrownBy(() -> execute(trusting, "negative", ModelSource.of("whisper-cpp"), tone(1), context()))
                .hasMessageContaining("134")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());

        assertThat(MAPPER.readTree(execute(trusting, "parrot", ModelSource.of("whisper-cpp"), tone(4), context()))
                        .get("text")
                        .asText())
                .isEqualTo(ParrotWhisper.WORDS);
        assertThat(trusting.health().available()).isTrue();
        trusting.close();
    }

    @Test
    void aChildThatIsKilledWhileItListensFailsItsJobAndTheNextOneSucceeds() throws Exception {
        ContractContext context = context();
        Future<JsonNode> running = threads.submit(() -> answer("slow", minutes(), context));
        await().atMost(Duration.ofSeconds(30)).until(() -> !context.fractions().isEmpty());

        kit.killChildren();

        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(answer("parrot", tone(4)).get("text").asText()).isEqualTo(ParrotWhisper.WORDS);
    }

    @Test
    void aCancelledJobEndsWithinASecondAndTheNextOneSucceeds() throws Exception {
        ContractContext context = context();
        Future<JsonNode> running = threads.submit(() -> answer("slow", minutes(), context));
        await().atMost(Duration.ofSeconds(30)).until(() -> !context.fractions().isEmpty());

        context.cancel();

        assertThatThrownBy(() -> running.get(1, TimeUnit.SECONDS)).cause().hasMessage("the job was cancelled");
        assertThat(answer("parrot", tone(4)).get("text").asText()).isEqualTo(ParrotWhisper.WORDS);
    }

    @Test
    void loadsAModelOnceForManyJobs() throws Exception {
        answer("parrot", tone(1));
        ContractContext context = context();

        answer("parrot", tone(1), context);

        assertThat(context.messages()).noneMatch(line -> line.contains("model loaded"));
    }

    @Test
    void aJobWithFilesTakesItsModelFile() throws Exception {
        ContractContext context = context();
        new ParrotWhisper()
                .saying("from a file")
                .write(Files.createDirectories(context.root()).resolve("weights.BIN"));
        ModelSource source = new ModelSource(
                "whisper-cpp",
                List.of(
                        new ModelSource.File(ModelSource.Role.VAE, "https://a.invalid/r", "readme.txt", null, null),
                        new ModelSource.File(ModelSource.Role.MODEL, "https://a.invalid/w", "weights.BIN", null, null)),
                ModelSource.Defaults.NONE);

        assertThat(MAPPER.readTree(execute(engine, "some-model", source, tone(3), context))
                        .get("text")
                        .asText())
                .isEqualTo("from a file");
    }

    @Test
    void aModelThatIsKeptLoadedHearsBesideOthers() throws Exception {
        ModelSource source = ModelSource.of("whisper-cpp");
        try (LoadedModel kept = engine.load("many", source, context())) {
            ContractContext context = context();
            EngineResult result = kept.execute(new EngineJob("j", "many", source, tone(3)), context);

            assertThat(result).isInstanceOf(EngineResult.Json.class);
            assertThat(context.text()).startsWith("gr\u00fc\u00df Gott");
            assertThat(context.messages()).noneMatch(line -> line.contains("model loaded"));
            assertThat(answer("parrot", tone(4)).get("text").asText()).isEqualTo(ParrotWhisper.WORDS);
            assertThat(kept.alive()).isTrue();

            kit.killChildren();
            await().until(() -> !kept.alive());
        }
        assertThatThrownBy(() -> engine.load("nobody", source, context())).isInstanceOf(EngineException.class);
    }

    @Test
    void withoutAModelItSaysWhatToDoAndServesOnceOneIsThere() throws Exception {
        Path models = folder.resolve("empty");
        WhisperEngine empty = kit.engine(models);
        assertThat(empty.health().available()).isFalse();
        assertThat(empty.health().reason()).startsWith("no model");
        assertThat(empty.health().remedy())
                .contains("ggml-base.bin", models.resolve("stt").toString());

        new ParrotWhisper().write(Files.createDirectories(models.resolve("stt")).resolve("bird.bin"));
        kit.now.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(empty.health().available()).isTrue();
        assertThat(empty.descriptor().models().get(Kind.AUDIO_STT)).containsExactly("bird", "whisper-cpp:*");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTheFilesOfOtherEnginesNoneIsAModel(boolean whisper) throws Exception {
        Path models = folder.resolve("others-" + whisper);
        Path file = Files.createDirectories(models.resolve("some-model")).resolve("pytorch_model.bin");
        if (whisper) {
            new ParrotWhisper().write(file);
        } else {
            Files.writeString(file, "PK and so on");
        }

        assertThat(kit.engine(models).health().available()).isEqualTo(whisper);
    }

    @Test
    void tellsWhatItStandsOn() {
        List<Part> parts = engine.parts();

        assertThat(parts)
                .extracting(Part::id)
                .containsExactly("whisper-server", "whisper-cli", "whisper-jni", "ffmpeg");
        assertThat(parts)
                .extracting(Part::state)
                .containsExactly(Part.State.MISSING, Part.State.MISSING, Part.State.IN_USE, Part.State.IN_USE);
        assertThat(parts.get(0).note()).isEqualTo("switched off by whisper_server");
        assertThat(parts.get(2).version()).isEqualTo("1.7.1");
        assertThatThrownBy(() -> engine.add("ffmpeg", context())).isInstanceOf(EngineException.class);
    }

    private void assertRefused(String model, Task.Transcription task, String message) {
        assertThatThrownBy(() -> answer(model, task))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
    }

    private static Task.Transcription tone(double seconds, double... gaps) {
        return Task.Transcription.of(Tones.url(Tones.wav(seconds, gaps)));
    }

    private Task.Transcription minutes() throws Exception {
        Path file = folder.resolve("long-" + jobs.incrementAndGet() + ".wav");
        return Task.Transcription.of(Tones.url(file, Tones.wav(300)));
    }

    private static Task.Transcription text(String content) {
        return Task.Transcription.of("data:audio/mpeg;base64,"
                + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static Task.Transcription with(
            @Nullable String language, @Nullable Boolean translate, @Nullable String timestamps) {
        return new Task.Transcription(Tones.url(Tones.wav(3)), language, translate, null, null, timestamps);
    }

    private JsonNode answer(String model, Task.Transcription task) throws Exception {
        return answer(model, task, context());
    }

    private JsonNode answer(String model, Task.Transcription task, ContractContext context) throws Exception {
        return MAPPER.readTree(execute(engine, model, ModelSource.of("whisper-cpp"), task, context));
    }

    private String execute(
            WhisperEngine by, String model, ModelSource source, Task.Transcription task, ContractContext context)
            throws EngineException {
        EngineResult result = by.execute(new EngineJob("job-" + jobs.incrementAndGet(), model, source, task), context);
        return result.fold(media -> "", EngineResult.Json::text);
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }
}
