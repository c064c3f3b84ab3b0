package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final Capabilities CAPABILITIES = new Capabilities(
            "forge", "robin", "0.1.0", "multi", 0, 12, true, true, true, true, false, null, List.of(), List.of(),
            Map.of());

    static List<String> workerSamples() {
        return Golden.names("worker");
    }

    static List<String> studioSamples() {
        return Golden.names("studio");
    }

    @ParameterizedTest
    @MethodSource("workerSamples")
    void writesAWorkersFrameAsItWasRead(String sample) throws Exception {
        String text = Golden.read(sample);

        assertThat(Frames.write(Frames.fromWorker(text))).isEqualTo(text.replace("\\ud83d\\ude00", "😀"));
    }

    @ParameterizedTest
    @MethodSource("studioSamples")
    void writesAStudiosFrameAsItWasRead(String sample) throws Exception {
        String text = Golden.read(sample);

        assertThat(Frames.write(Frames.fromStudio(text))).isEqualTo(text);
    }

    @Test
    void hasASampleOfEveryFrame() throws Exception {
        assertThat(types(WorkerFrame.class, workerSamples())).isEmpty();
        assertThat(types(StudioFrame.class, studioSamples())).isEmpty();
    }

    private static List<String> types(Class<?> frames, List<String> samples) throws Exception {
        List<String> missing = new java.util.ArrayList<>(Stream.of(frames.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList());
        for (String sample : samples) {
            Object frame = frames == WorkerFrame.class
                    ? Frames.fromWorker(Golden.read(sample))
                    : Frames.fromStudio(Golden.read(sample));
            missing.remove(frame.getClass().getSimpleName());
        }
        return missing;
    }

    @Test
    void leavesOutWhatIsNotThere() {
        assertThat(Frames.write(new WorkerFrame.Heartbeat(CAPABILITIES, null)))
                .doesNotContain("currentJobId", "userPresence", "null");
        assertThat(Frames.write(new WorkerFrame.Reject("j", "r", null))).doesNotContain("code");
        assertThat(Frames.write(new WorkerFrame.CompleteJson("j", "1", null))).doesNotContain("prompt");
        assertThat(Frames.write(new WorkerFrame.LogBatch(
                        List.of(new LogEntry(Instant.EPOCH, LogEntry.Level.INFO, "ws", "m", null)))))
                .doesNotContain("jobId");
    }

    @Test
    void takesNullForAbsent() throws Exception {
        String idle = Golden.read("worker/heartbeat-idle.json");
        assertThat(Frames.fromWorker(idle.replaceFirst("}$", ",\"currentJobId\":null}")))
                .isEqualTo(Frames.fromWorker(idle));
        assertThat(Frames.fromWorker(idle.replace("\"engine\"", "\"userPresence\":null,\"engine\"")))
                .isEqualTo(Frames.fromWorker(idle));
        assertThat(Frames.fromWorker("{\"type\":\"reject\",\"jobId\":\"j\",\"reason\":\"r\",\"code\":null}"))
                .isEqualTo(new WorkerFrame.Reject("j", "r", null));
        assertThat(Frames.fromWorker("{\"type\":\"completeJson\",\"jobId\":\"j\",\"result\":1,\"prompt\":null}"))
                .isEqualTo(new WorkerFrame.CompleteJson("j", "1", null));
    }

    @Test
    void fillsInWhatOldWorkersLeaveOut() throws Exception {
        var heartbeat = (WorkerFrame.Heartbeat) Frames.fromWorker("{\"type\":\"heartbeat\",\"capabilities\":{"
                + "\"machineName\":\"m\",\"username\":\"u\",\"agentVersion\":\"0.1\",\"engine\":\"gradio\","
                + "\"vramTotalGb\":1,\"vramThresholdGb\":1,\"autoEnabled\":true,\"autoStart\":true,"
                + "\"supportedModels\":[\"b\",\"a\",\"b\"]}}");

        assertThat(heartbeat.capabilities().taskKinds()).isEmpty();
        assertThat(heartbeat.capabilities().modelsPerKind()).isEmpty();
        assertThat(heartbeat.capabilities().onlyWhenIdle()).isFalse();
        assertThat(heartbeat.capabilities().supportedModels()).containsExactly("a", "b");
    }

    @Test
    void listsKindsInTheirOwnOrder() {
        Capabilities capabilities = new Capabilities(
                "m",
                "u",
                "v",
                "multi",
                0,
                0,
                true,
                true,
                true,
                true,
                false,
                null,
                List.of(Kind.VIDEO, Kind.LLM, Kind.IMAGE, Kind.LLM),
                List.of("z", "a"),
                Map.of(Kind.VIDEO, List.of(), Kind.AUDIO_TTS, List.of(), Kind.IMAGE, List.of()));

        assertThat(Frames.write(new WorkerFrame.Heartbeat(capabilities, null)))
                .contains("\"taskKinds\":[\"image\",\"llm\",\"video\"]")
                .contains("\"supportedModels\":[\"a\",\"z\"]")
                .contains("\"supportedModelsPerKind\":{\"image\":[],\"audio_tts\":[],\"video\":[]}");
    }

    @ParameterizedTest
    @MethodSource({"workerSamples", "studioSamples"})
    void looksPastFieldsItDoesNotKnow(String sample) throws Exception {
        String text = Golden.read(sample);
        String more = text.replaceFirst("\\{", "{\"novelty\":{\"deep\":[null]},");

        if (sample.startsWith("worker")) {
            assertThat(Frames.fromWorker(more)).isEqualTo(Frames.fromWorker(text));
        } else {
            assertThat(Frames.fromStudio(more)).isEqualTo(Frames.fromStudio(text));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                             | frame
                    []                                             | frame
                    null                                           | frame
                    {}                                             | frame.type
                    {"type":null}                                  | frame.type
                    {"type":7}                                     | frame.type
                    {"type":"Welcome"}                             | frame.type
                    {"type":"hello"}                               | frame.type
                    {"type":"welcome","workerId":"w"}              | frame.serverTime
                    {"type":"welcome","serverTime":"t"}            | frame.workerId
                    {"type":"completeAck"}                         | frame.jobId
                    {"type":"failAck","jobId":null}                | frame.jobId
                    {"type":"error","message":"m"}                 | frame.code
                    {"type":"error","code":"tired","message":"m"}  | frame.code
                    {"type":"error","code":"auth_failed"}          | frame.message
                    {"type":"offer"}                               | frame.claim
                    {"type":"offer","claim":[]}                    | frame.claim
                    {"type":"offer","claim":{}}                    | frame.claim.jobId
                    {"type":"offer","claim":{"jobId":7}}           | frame.claim.jobId
                    {"type":"offer","claim":{"jobId":" "}}         | frame.claim.jobId
                    {"type":"offer","claim":{"jobId":".."}}        | frame.claim.jobId
                    {"type":"offer","claim":{"jobId":"a\\u0000"}}  | frame.claim.jobId
                    {"type":"offer","claim":{"jobId":"a\\ud800"}}  | frame.claim.jobId
                    {"type":"failAck","jobId":"j"} {}              | document
                    {"type":"failAck","jobId":"j"}x                | document
                    {"type":"failAck","jobId":"j"                  | document
                    {"type":"failAck","jobId":NaN}                 | document
                    {"type":"failAck","jobId":1E+9999999999}       | document
                    {'type':'failAck','jobId':'j'}                 | document
                    """, quoteCharacter = '`', emptyValue = "")
    void namesWhatIsWrongWithAStudiosFrame(String text, String field) {
        assertThatThrownBy(() -> Frames.fromStudio(text.equals("''") ? "" : text))
                .isInstanceOfSatisfying(
                        MalformedJson.class, e -> assertThat(e.field()).isEqualTo(field))
                .isNotInstanceOf(UnusableOffer.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"welcome"}                                                     | frame.type
                    {"type":"hello","capabilities":{}}                                     | frame.authToken
                    {"type":"hello","authToken":"t"}                                       | frame.capabilities
                    {"type":"heartbeat","capabilities":{}}                                 | frame.capabilities.machineName
                    {"type":"accept"}                                                      | frame.jobId
                    {"type":"reject","jobId":"j"}                                          | frame.reason
                    {"type":"reject","jobId":"j","reason":"r","code":"tired"}              | frame.code
                    {"type":"completeJson","jobId":"j"}                                    | frame.result
                    {"type":"fail","jobId":"j","error":"e"}                                | frame.retryable
                    {"type":"fail","jobId":"j","error":"e","retryable":"yes"}              | frame.retryable
                    {"type":"fail","jobId":"j","retryable":true}                           | frame.error
                    {"type":"logBatch"}                                                    | frame.entries
                    {"type":"logBatch","entries":[{"level":"info"}]}                       | frame.entries[0].ts
                    {"type":"logBatch","entries":[{"ts":"noon"}]}                          | frame.entries[0].ts
                    {"type":"logBatch","entries":[{"ts":"2026-01-01T00:00:00Z","level":"loud"}]} | frame.entries[0].level
                    """, quoteCharacter = '`')
    void namesWhatIsWrongWithAWorkersFrame(String text, String field) {
        assertThatThrownBy(() -> Frames.fromWorker(text))
                .isInstanceOfSatisfying(
                        MalformedJson.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "gameId":"harbour"         | "gameId":null            | frame.claim.gameId
                    "assetName":"lamp"         | "assetName":5            | frame.claim.assetName
                    "model":"painter-xl"       | "modell":"x"             | frame.claim.model
                    "vramGbEstimate":7.25      | "vramGbEstimate":"much"  | frame.claim.vramGbEstimate
                    "vramGbEstimate":7.25      | "vramGbEstimate":1e999   | frame.claim.vramGbEstimate
                    "task":{                   | "tusk":{                 | frame.claim.task
                    "modelSource":{            | "modelSauce":{           | frame.claim.modelSource
                    "kind":"image"             | "kind":"sculpture"       | task.kind
                    "kind":"image"             | "kind":"agent"           | task.kind
                    "prompt":"a brass lamp"    | "prompt":null            | task.prompt
                    "width":640                | "width":null             | task.width
                    "steps":12                 | "steps":-12              | task.steps
                    "seed":18446744073709551615 | "seed":18446744073709551616 | task.seed
                    "engine":"painter"         | "engine":""              | modelSource.engine
                    "role":"diffusion-model"   | "role":"soul"            | modelSource.files[0].role
                    "approxBytes":9007199254740993 | "approxBytes":9007199254740993.5 | modelSource.files[0].approxBytes
                    "mmap":true                | "mmap":1                 | modelSource.cliDefaults.mmap
                    """, quoteCharacter = '`')
    void anOfferThatCannotBeUsedNamesItsJob(String good, String bad, String field) {
        String offer = Golden.read("studio/offer-image.json");
        assertThat(offer).contains(good);

        assertThatThrownBy(() -> Frames.fromStudio(offer.replace(good, bad)))
                .isInstanceOfSatisfying(UnusableOffer.class, e -> {
                    assertThat(e.jobId()).isEqualTo("job-image");
                    assertThat(e.field()).isEqualTo(field);
                });
    }

    @Test
    void keepsEveryDigit() throws Exception {
        var offer = (StudioFrame.Offer) Frames.fromStudio(Golden.read("studio/offer-image.json"));

        assertThat(((Task.Image) offer.claim().task()).seed()).isEqualTo(-1L);
        assertThat(offer.claim().modelSource().file(ModelSource.Role.DIFFUSION_MODEL))
                .hasValueSatisfying(file -> assertThat(file.approxBytes()).isEqualTo(9007199254740993L));
        String digits = "{\"a\":0.10000000000000000000000000000000000001,\"b\":1E+400,\"c\":1.50}";
        var result = (WorkerFrame.CompleteJson)
                Frames.fromWorker("{\"type\":\"completeJson\",\"jobId\":\"j\",\"result\":" + digits + "}");
        assertThat(result.result()).isEqualTo(digits);
        assertThat(Frames.write(result)).contains(digits);
    }

    @Test
    void refusesADocumentThatIsTooDeep() {
        String nested = "[".repeat(100_000);

        assertThatThrownBy(() -> Frames.fromStudio(nested)).isInstanceOf(MalformedJson.class);
        assertThatThrownBy(() -> Frames.fromWorker("{\"type\":\"completeJson\",\"jobId\":\"j\",\"result\":"
                        + "[".repeat(201) + "]".repeat(201) + "}"))
                .isInstanceOf(MalformedJson.class);
    }

    @Test
    void refusesADocumentThatIsTooLong() {
        assertThatThrownBy(() -> Frames.fromStudio(" ".repeat(33 * 1024 * 1024)))
                .isInstanceOf(MalformedJson.class)
                .hasMessage("document is too long");
        assertThatThrownBy(() ->
                        Frames.fromStudio("{\"type\":\"failAck\",\"jobId\":\"" + "a".repeat(17 * 1024 * 1024) + "\"}"))
                .isInstanceOf(MalformedJson.class);
        assertThatThrownBy(() -> Frames.fromStudio("{\"type\":" + "7".repeat(5_000) + "}"))
                .isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\udc00\ud800b", "\ud83d\ude00\ud83d", "\ud83d\ude00"})
    void halfACharacterSurvivesTheWayThroughUtf8(String prompt) throws Exception {
        String written = Frames.write(new WorkerFrame.CompleteJson("j", "{}", prompt));

        byte[] sent = written.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String received = new String(sent, java.nio.charset.StandardCharsets.UTF_8);

        assertThat(Frames.fromWorker(received)).isEqualTo(new WorkerFrame.CompleteJson("j", "{}", prompt));
    }

    @Test
    void showsNoToken() throws Exception {
        assertThat(new WorkerFrame.Hello(new Secret("t0ps3cret"), CAPABILITIES).toString())
                .doesNotContain("t0ps3cret");
        assertThat(new Registrations.Approved("w", new Secret("t0ps3cret")).toString())
                .doesNotContain("t0ps3cret");
        assertThatThrownBy(() -> Frames.fromWorker("{\"type\":\"hello\",\"authToken\":\"t0ps3cret\"} x"))
                .hasMessageNotContaining("t0ps3cret");
        assertThatThrownBy(() -> Frames.fromWorker("{\"type\":\"hello\",\"authToken\":\"t0ps3cret\"}"))
                .hasMessageNotContaining("t0ps3cret");
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorHasItsCloseCode(StudioErrorCode code) throws Exception {
        assertThat(Frames.fromStudio("{\"type\":\"error\",\"code\":\"" + code.wireName() + "\",\"message\":\"\"}"))
                .isEqualTo(new StudioFrame.Failure(code, ""));
        assertThat(code.closeCode()).isIn(1000, 4001, 4002, 4003, 4004);
    }

    @Test
    void writesTimesWithMillisecondsInUtc() throws Exception {
        var batch = (WorkerFrame.LogBatch)
                Frames.fromWorker(
                        "{\"type\":\"logBatch\",\"entries\":[{"
                                + "\"ts\":\"2026-01-01T02:00:00.1234+02:00\",\"level\":\"info\",\"category\":\"c\",\"message\":\"m\"}]}");

        assertThat(Frames.write(batch)).contains("\"ts\":\"2026-01-01T00:00:00.123Z\"");
    }
}
