package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.testing.FakeExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioRoutesTest {
    private static final String HEARD = """
            {"text":"one two","language":"en","duration":2.5,"segments":[\
            {"start":0,"end":1.25,"text":" one"},{"start":1.25,"end":3661.5,"text":" two"}]}""";

    private final FakeStudio studio = new FakeStudio();
    private final Path sound;

    AudioRoutesTest(@TempDir Path folder) throws Exception {
        sound = Files.writeString(folder.resolve("sound"), "sound");
    }

    @AfterEach
    void stop() {
        studio.close();
    }

    private FakeExchange listen(String route, Map<String, List<String>> fields) throws Exception {
        Map<String, List<Path>> files = fields.containsKey("url") ? Map.of() : Map.of("file", List.of(sound));
        return studio.form("/audio/" + route, new FakeForm(fields, files));
    }

    private JsonNode task() throws Exception {
        return Json.parse(studio.queue.job(0).task());
    }

    @Test
    void speechIsAnsweredWithTheWorkersBytes() throws Exception {
        FakeExchange exchange = studio.post(
                "/audio/speech",
                "{\"model\":\"audio_tts\",\"input\":\"good morning\",\"voice\":\"alloy\",\"response_format\":\"mp3\",\"speed\":1.25}");
        studio.done(0, "audio/mpeg", "bytes");

        assertThat(FakeStudio.answered(exchange).text()).isEqualTo("bytes");
        assertThat(exchange.type()).isEqualTo("audio/mpeg");
        assertThat(task().toString())
                .isEqualTo("{\"kind\":\"audio_tts\",\"text\":\"good morning\",\"voice\":\"alloy\",\"speed\":1.25,"
                        + "\"ext\":\"mp3\"}");
    }

    @Test
    void anUploadIsAnInputOfATranscription() throws Exception {
        FakeExchange exchange = listen(
                "transcriptions",
                Map.of("model", List.of("audio_stt"), "language", List.of("en"), "prompt", List.of("numbers")));
        assertThat(studio.inputs).containsOnlyKeys("input-0");
        assertThat(task().toString())
                .isEqualTo("{\"kind\":\"audio_stt\",\"inputUrl\":\"/graphics/api/inputs/input-0\",\"language\":\"en\","
                        + "\"prompt\":\"numbers\"}");

        studio.done(0, "application/json", HEARD);

        assertThat(FakeStudio.answered(exchange).text()).isEqualTo("{\"text\":\"one two\"}");
    }

    @Test
    void theSameFileWithTheSameKeyIsTheSameRequestAndAnotherIsNot() throws Exception {
        keyed().leave();
        FakeExchange again = keyed();
        assertThat(studio.queue.submitted).hasSize(1);
        assertThat(studio.inputs).as("the job that goes on needs it").containsKey("input-0");

        Files.writeString(sound, "other sounds");
        FakeExchange other = FakeStudio.answered(keyed());
        assertThat(other.status()).isEqualTo(422);
        assertThat(studio.inputs).as("nobody needs it").doesNotContainKey("input-2");

        studio.done(0, "application/json", HEARD);
        assertThat(FakeStudio.answered(again).status()).isEqualTo(200);
    }

    private FakeExchange keyed() throws Exception {
        FakeForm form = new FakeForm(Map.of("model", List.of("audio_stt")), Map.of("file", List.of(sound)));
        FakeExchange exchange = new FakeExchange(Map.of(), "").with(form).asking("Idempotency-Key", "once");
        return studio.send(exchange, "POST /audio/transcriptions");
    }

    @Test
    void aTranslationByAddressWithTimes() throws Exception {
        var unused = listen(
                "translations",
                Map.of(
                        "model",
                        List.of("audio_stt"),
                        "url",
                        List.of("https://example.org/a.wav"),
                        "timestamp_granularities[]",
                        List.of("segment", "word")));

        assertThat(task().toString())
                .isEqualTo("{\"kind\":\"audio_stt\",\"inputUrl\":\"https://example.org/a.wav\",\"translate\":true,"
                        + "\"timestamps\":\"word\"}");
        assertThat(studio.everKept).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | one two*",
                "srt  | 1*00:00:00,000 --> 00:00:01,250*one**2*00:00:01,250 --> 01:01:01,500*two**",
                "vtt  | WEBVTT**00:00:00.000 --> 00:00:01.250*one**00:00:01.250 --> 01:01:01.500*two**",
            })
    void aTranscriptComesInTheFormAskedFor(String format, String expected) throws Exception {
        FakeExchange exchange =
                listen("transcriptions", Map.of("model", List.of("audio_stt"), "response_format", List.of(format)));
        studio.done(0, "application/json", HEARD);

        assertThat(FakeStudio.answered(exchange).text()).isEqualTo(expected.replace('*', '\n'));
    }

    @Test
    void theLongFormHasSegmentsEvenWhereTheEngineHasNone() throws Exception {
        FakeExchange exchange = listen(
                "transcriptions", Map.of("model", List.of("audio_stt"), "response_format", List.of("verbose_json")));
        studio.done(0, "application/json", "{\"text\":\"one\",\"language\":\"en\",\"duration\":1.5,\"segments\":1}");

        JsonNode answer = FakeStudio.answered(exchange).answered();
        assertThat(answer.toString())
                .isEqualTo("{\"task\":\"transcribe\",\"language\":\"en\",\"duration\":1.5,\"text\":\"one\","
                        + "\"segments\":[{\"id\":0,\"start\":0,\"end\":1.5,\"text\":\"one\"}]}");
        assertThat(task().path("timestamps").asText()).isEqualTo("segment");
    }

    @Test
    void whatIsWrongWithAFormIsNamed() throws Exception {
        List<String> model = List.of("audio_stt");

        assertThat(param(studio.form("/audio/transcriptions", new FakeForm(Map.of("model", model), Map.of()))))
                .isEqualTo("file");
        assertThat(param(listen("transcriptions", Map.of()))).isEqualTo("model");
        assertThat(param(listen("transcriptions", Map.of("model", model, "response_format", List.of("pdf")))))
                .isEqualTo("response_format");
        assertThat(param(listen("transcriptions", Map.of("model", model, "url", List.of("file:///etc/passwd")))))
                .isEqualTo("url");
        assertThat(param(listen(
                        "transcriptions", Map.of("model", model, "timestamp_granularities[]", List.of("century")))))
                .isEqualTo("timestamp_granularities");
        assertThat(studio.everKept).isEmpty();
    }

    @Test
    void speechNeedsATextAndAModelOfItsKind() throws Exception {
        assertThat(param(studio.post("/audio/speech", "{\"model\":\"audio_tts\"}")))
                .isEqualTo("input");
        assertThat(param(studio.post("/audio/speech", "{\"model\":\"llm\",\"input\":\"x\"}")))
                .isEqualTo("model");
        assertThat(param(studio.post("/audio/speech", "{\"model\":\"audio_tts\",\"input\":\"x\",\"speed\":9}")))
                .isEqualTo("speed");
    }

    private static String param(FakeExchange exchange) {
        return Errors.body(exchange.refusal().orElseThrow()).at("/error/param").asText();
    }
}
