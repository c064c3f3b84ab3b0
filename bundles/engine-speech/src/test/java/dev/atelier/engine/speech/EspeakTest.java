package dev.atelier.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real program, where it is installed. */
class EspeakTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before every test
    private ProcessHost host;

    @SuppressWarnings("NullAway.Init") // set before every test
    private BundlePrograms programs;

    @SuppressWarnings("NullAway.Init") // set before every test
    private Espeak espeak;

    @BeforeEach
    void findIt() {
        host = new ProcessHost(folder.resolve("children"));
        programs = new BundlePrograms(host);
        espeak = new Espeak(programs);
        String reason = "espeak-ng is not installed: its voices are not tested";
        if ("forbidden".equals(System.getProperty("tests.skips"))) {
            assertThat(espeak.installed()).as(reason).isTrue();
        }
        assumeThat(espeak.installed()).as(reason).isTrue();
    }

    @AfterEach
    void close() {
        programs.close();
        host.close();
    }

    @Test
    void listsItsVoices() {
        assertThat(espeak.names()).contains("de", "fr-fr", "en-us").hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @CsvSource({
        "de,de",
        "espeak-ng:de,de",
        "espeak-ng,en-us",
        "german,de",
        "en-us+f3,en-us+f3",
        "espeak-ng:fr-fr+m2,fr-fr+m2"
    })
    void isCalledByLanguageAndVariant(String name, String id) {
        String language = name.equals("espeak-ng") ? "en-us" : null;

        assertThat(espeak.voice(name, language))
                .hasValueSatisfying(voice -> assertThat(voice.name()).isEqualTo("espeak-ng:" + id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"klingonish", "espeak-ng:", "espeak-ngde", "de+", "de+f3 -w /tmp/x", "-v", "../de"})
    void hasNoVoiceOfAnotherName(String name) {
        assertThat(espeak.voice(name, null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"de,de", "DE_de,de", "pt-BR,pt-br", "fr-CA,fr-fr"})
    void findsTheNearestForALanguage(String language, String id) {
        assertThat(espeak.speaking(language))
                .hasValueSatisfying(voice -> assertThat(voice.name()).isEqualTo("espeak-ng:" + id));
    }

    @Test
    void speaksGerman() throws Exception {
        Voice voice = espeak.speaking("de").orElseThrow();
        short[] usual = voice.say("Guten Morgen, wie geht es Ihnen?", 1, context());
        short[] fast = voice.say("Guten Morgen, wie geht es Ihnen?", 2, context());

        assertThat(usual.length / (double) voice.rate()).isBetween(1.0, 4.0);
        assertThat(Sounds.rms(usual)).isGreaterThan(500);
        assertThat(fast.length).isBetween(usual.length * 3 / 10, usual.length * 7 / 10);
    }

    @Test
    void takesATextThatLooksLikeAnOptionForText() throws Exception {
        assertThat(espeak.speaking("de").orElseThrow().say("--help -w x <b>", 1, context()).length)
                .isGreaterThan(10_000);
    }

    @Test
    void isChosenForALanguageNobodyElseSpeaks() throws Exception {
        LocalModels none = new LocalModels(() -> folder.resolve("none"), Piper.FORM, System::nanoTime);
        Voices voices = new Voices(new Piper(programs, () -> "off", none), espeak, Runnable::run);

        assertThat(voices.pick("speech", speech("default", "fr"), context()).name())
                .startsWith("espeak-ng:fr");
        assertThat(voices.pick("speech", speech("default", "en-GB"), context()).name())
                .isEqualTo("kevin16");
        assertThat(voices.pick("speech", speech("default", "auto"), context()).name())
                .isEqualTo("kevin16");
        assertThatThrownBy(() -> voices.pick("speech", speech("default", "xx"), context()))
                .hasMessageContaining("no voice here speaks xx")
                .hasMessageContaining("more of espeak-ng")
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void aProgramThatIsKilledWhileItSpeaksFailsAndTheNextOneSucceeds() throws Exception {
        Voice voice = espeak.speaking("de").orElseThrow();
        String novel = "Und so weiter, und so fort. ".repeat(10_000);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<short[]> running = threads.submit(() -> voice.say(novel, 1, context()));
            await().atMost(Duration.ofSeconds(30)).until(() -> !children().isEmpty());

            children().forEach(ProcessHandle::destroyForcibly);

            assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                    .cause()
                    .hasMessageContaining("espeak-ng ended with 137")
                    .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.retryable())
                            .isTrue());
        } finally {
            threads.shutdownNow();
        }
        assertThat(voice.say("Guten Tag.", 1, context())).hasSizeGreaterThan(5_000);
    }

    /** Those that run. */
    private List<ProcessHandle> children() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("children"))) {
            return files.flatMap(file ->
                            ProcessHandle.of(Long.parseLong(file.getFileName().toString())).stream())
                    .toList();
        }
    }

    private static Task.Speech speech(String voice, @Nullable String language) {
        return new Task.Speech("x", voice, null, language, "wav");
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job"));
    }
}
