package dev.atelier.engine.gradio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.tck.ContractContext;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

@SuppressWarnings("NullAway.Init") // set before each test
class GradioEngineTest {
    private static final String PARAMETERS = String.join(
            ",",
            parameter("Prompt", "Textbox", null),
            parameter("Negative prompt", "Textbox", "\"ugly\""),
            parameter("Seed", "Slider", "0"),
            parameter("Randomize seed", "Checkbox", "true"),
            parameter("Width", "Slider", "1024"),
            parameter("Height", "Slider", "1024"),
            parameter("Guidance scale", "Slider", "4.5"),
            parameter("num_inference_steps", "Slider", "28"),
            parameter("Style", "Dropdown", "\"none\""));
    private static final String COMPONENTS = String.join(
            ",",
            "{\"id\":1,\"type\":\"textbox\"}",
            "{\"id\":2,\"type\":\"state\"}",
            "{\"id\":8,\"type\":\"slider\",\"props\":{\"minimum\":1,\"maximum\":50}}");
    private static final String INPUTS = "1,1,1,1,2,1,1,1,8,1";

    @TempDir
    Path folder;

    private final AtomicInteger jobs = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private byte[] picture;
    private FakeGradio app;
    private GradioEngine engine;

    @BeforeEach
    void open() throws Exception {
        picture = Pixels.png(0x336699);
        use(FakeGradio.today(PARAMETERS, INPUTS, COMPONENTS, picture));
    }

    private void use(FakeGradio other) {
        close();
        app = other;
        engine = new GradioEngine("1.2.3", Settings.of(app.url() + "/", "flux sdxl", "", "s3cret"));
    }

    @AfterEach
    void close() {
        if (app != null) {
            app.close();
        }
    }

    private static String parameter(String name, String component, @Nullable String otherwise) {
        return "{\"label\":\"%s\",\"parameter_name\":\"%s\",\"component\":\"%s\",\"parameter_has_default\":%s,\"parameter_default\":%s}"
                .formatted(name, name, component, otherwise != null, otherwise);
    }

    @Test
    void hasTheAppMakeAPicture() throws Exception {
        ContractContext context = context();

        EngineResult.Media made = make("flux", Task.Image.of("a stone golem").withExt("png"), context);

        assertThat(bytes(made)).isEqualTo(picture);
        assertThat(made.ext()).isEqualTo("png");
        assertThat(app.asked)
                .startsWith("GET /config", "GET /gradio_api/info", "POST /gradio_api/queue/join")
                .endsWith("GET /gradio_api/file=/tmp/a%20picture.png");
        assertThat(app.bodies.get(0).get("fn_index").asInt()).isEqualTo(5);
        assertThat(app.asked.get(3))
                .isEqualTo("GET /gradio_api/queue/data?session_hash="
                        + app.bodies.get(0).get("session_hash").asText());
        assertThat(app.tokens).containsOnly("Bearer s3cret");
    }

    @Test
    void saysWhatTheTaskSaysAndLeavesTheRestToTheApp() throws Exception {
        make("flux", Task.Image.of("a stone golem"), context());

        assertThat(app.data().toString())
                .isEqualTo("[\"a stone golem\", \"\", 0, true, null, 512, 512, 4.5, 28, \"none\"]");
    }

    @Test
    void everyWishOfATaskReachesTheAppWithinItsBounds() throws Exception {
        Task.Image task =
                new Task.Image("a golem", "moss", null, null, null, null, 7.5, null, 768, 640, 90, 1234L, "png");

        make("flux", task, context());

        assertThat(app.data().toString())
                .isEqualTo("[\"a golem\", \"moss\", 1234, false, null, 768, 640, 7.5, 50, \"none\"]");
    }

    @Test
    void handsPicturesOver() throws Exception {
        use(FakeGradio.today(
                parameter("Prompt", "Textbox", null)
                        + ","
                        + parameter("Input image", "Image", null)
                        + ","
                        + parameter("Mask", "Image", null)
                        + ","
                        + parameter("Canvas", "ImageEditor", null)
                        + ","
                        + parameter("Strength", "Slider", "0.8"),
                "1,1,1,1,1",
                COMPONENTS,
                picture));
        String init = Pixels.url(Pixels.png(0xff0000));
        Task.Image task = new Task.Image(
                "a golem", null, init, Pixels.url(Pixels.png(0xffffff)), null, 0.5, null, null, 8, 8, 4, null, "png");

        make("flux", task, context());

        JsonNode data = app.bodies.get(0).get("data");
        assertThat(data.at("/1/path").asText()).isEqualTo("/tmp/gradio/up.png");
        assertThat(data.at("/1/meta/_type").asText()).isEqualTo("gradio.FileData");
        assertThat(data.at("/2/path").asText()).isEqualTo("/tmp/gradio/up.png");
        assertThat(data.at("/3/background/path").asText()).isEqualTo("/tmp/gradio/up.png");
        assertThat(data.at("/3/layers")).hasSize(1);
        assertThat(data.at("/4").asDouble()).isEqualTo(0.5);
        assertThat(app.forms).as("each once").hasSize(2).allSatisfy(form -> assertThat(form)
                .contains("name=\"files\"", "PNG"));
    }

    @Test
    void theFirstTextIsThePromptWhenNoneIsCalledSo() throws Exception {
        use(FakeGradio.today(
                parameter("Style", "Dropdown", "1") + "," + parameter("Wish", "Textbox", null),
                "1,1",
                COMPONENTS,
                picture));

        make("flux", Task.Image.of("a golem"), context());

        assertThat(app.data().toString()).isEqualTo("[1, \"a golem\"]");
    }

    @Test
    void tellsHowFarTheAppIsAndWhatItSays() throws Exception {
        app.events = List.of(
                "{\"msg\":\"estimation\",\"event_id\":\"e1\",\"rank\":2,\"queue_size\":3}",
                "{\"msg\":\"process_starts\",\"event_id\":\"e1\"}",
                "{\"msg\":\"progress\",\"event_id\":\"e1\",\"progress_data\":[{\"index\":2,\"length\":4,\"desc\":\"steps\"}]}",
                "{\"msg\":\"progress\",\"event_id\":\"e1\",\"progress_data\":[{\"progress\":0.25,\"desc\":null}]}",
                "{\"msg\":\"log\",\"event_id\":\"e1\",\"log\":\"low on memory\",\"level\":\"warning\"}",
                "{\"msg\":\"process_completed\",\"event_id\":\"other\",\"success\":false,\"output\":{\"error\":\"not ours\"}}",
                "{\"msg\":\"something_new\",\"event_id\":\"e1\"}",
                FakeGradio.DONE);
        ContractContext context = context();

        make("flux", Task.Image.of("a golem").withExt("png"), context);

        assertThat(context.fractions()).containsExactly(0.5, 0.5, 1.0);
        assertThat(context.messages()).contains("WARN the app says: low on memory");
    }

    @Test
    void givesTheFormatThatWasAskedFor() throws Exception {
        EngineResult.Media webp = make("flux", Task.Image.of("a golem"), context());
        EngineResult.Media other = make("flux", Task.Image.of("a golem").withExt("bmp"), context());

        assertThat(webp.ext()).isEqualTo("webp");
        assertThat(new String(bytes(webp), 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
        assertThat(other.ext()).as("what it is, when it cannot be made that").isEqualTo("png");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"msg\":\"process_completed\",\"event_id\":\"e1\",\"success\":false,\"output\":{\"error\":\"CUDA out of memory\"}}"
                        + "|the app failed: CUDA out of memory",
                "{\"msg\":\"process_completed\",\"event_id\":\"e1\",\"success\":false,\"output\":{\"error\":null}}"
                        + "|the app failed: it does not say why",
                "{\"msg\":\"unexpected_error\",\"message\":\"Session not found\",\"success\":false}|the app failed: Session not found",
                "{\"msg\":\"queue_full\",\"event_id\":\"e1\"}|the app's queue is full",
                "{\"msg\":\"heartbeat\"}|gradio ended the connection before it was done",
                "{{{|it sent an event that is no JSON"
            })
    void aFailureOfTheAppIsOneThatMayPass(String event, String message) {
        app.events = List.of(event);

        assertFails(Task.Image.of("a golem"), message, true);
    }

    @ParameterizedTest
    @CsvSource({"503,true", "500,true", "429,true", "401,false", "422,false", "302,false"})
    void aRefusalIsToldWithItsStatus(int status, boolean retryable) {
        app.status("/gradio_api/queue/join", status);

        assertFails(Task.Image.of("a golem"), "gradio returned " + status, retryable);
    }

    @Test
    void anAppThatIsAwayMayBeBack() {
        app.close();

        assertFails(Task.Image.of("a golem"), "gradio at 127.0.0.1 cannot be asked", true);
    }

    @Test
    void aCancelledJobEndsAndTheAppHearsOfIt() throws Exception {
        app.events = List.of("{\"msg\":\"process_starts\",\"event_id\":\"e1\"}");
        app.hanging = true;
        ContractContext context = context();
        Future<EngineResult.Media> job = threads.submit(() -> make("flux", Task.Image.of("a golem"), context));
        assertThat(app.listening.await(20, TimeUnit.SECONDS)).isTrue();

        context.cancel();

        assertThatThrownBy(() -> job.get(10, TimeUnit.SECONDS)).cause().hasMessage("the job was cancelled");
        await().until(() -> app.asked.contains("POST /gradio_api/cancel"));
        assertThat(app.bodies.get(1).toString())
                .isEqualTo("{\"event_id\":\"e1\",\"session_hash\":\"%s\",\"fn_index\":5}"
                        .formatted(app.bodies.get(0).get("session_hash").asText()));
    }

    @Test
    void asksAFunctionByName() throws Exception {
        engine.change(Settings.of(app.url(), "", "/clear", ""));
        assertFails(Task.Image.of("a golem"), "the function /clear takes no text", false);

        engine.change(Settings.of(app.url(), "", "nothing", ""));
        assertFails(Task.Image.of("a golem"), "the app has no function /nothing", false);
    }

    @Test
    void callsAnOldAppAsItWasCalled() throws Exception {
        use(FakeGradio.empty().json("/run/predict", "{\"data\":[\"%s\"]}".formatted(Pixels.url(picture))));

        assertThat(bytes(make("flux", Task.Image.of("a golem").withExt("png"), context())))
                .isEqualTo(picture);

        assertThat(app.asked).containsExactly("GET /config", "POST /run/predict");
        assertThat(app.bodies.get(0).toString()).isEqualTo("{\"data\":[\"a golem\",\"flux\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"out/one.png\"",
                "\"/out/one.png\"",
                "\"%s/out/one.png\"",
                "{\"url\":\"%s/out/one.png\"}",
                "{\"name\":\"out/one.png\",\"data\":null,\"is_file\":true}",
                "[[{\"image\":{\"path\":\"out/one.png\"}},\"caption\"]]"
            })
    void fetchesThePictureWhereverTheAppHasIt(String where) throws Exception {
        use(FakeGradio.empty().bytes("/out/one.png", picture).bytes("/file=out/one.png", picture));
        app.json("/run/predict", "{\"data\":[" + where.formatted(app.url()) + "]}");

        assertThat(bytes(make("flux", Task.Image.of("a golem").withExt("png"), context())))
                .isEqualTo(picture);
    }

    /** What lies elsewhere goes through the door of all inputs, which in this test opens for nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/secrets", "http://127.0.0.1:1/x", "https://elsewhere.invalid/x"})
    void theAppCannotHaveTheWorkerLookElsewhere(String url) throws Exception {
        use(FakeGradio.empty().json("/run/predict", "{\"data\":[\"" + url + "\"]}"));

        assertFails(Task.Image.of("a golem"), "the contract test fetches nothing", true);
    }

    @Test
    void anAddressThatOnlyLooksRelativeIsNotAsked() throws Exception {
        use(FakeGradio.empty().json("/run/predict", "{\"data\":[\"\\\\\\\\elsewhere.invalid\\\\x\"]}"));

        assertFails(Task.Image.of("a golem"), "the app names an address that is not its own", false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data\":[]}|gradio response missing data[0]",
                "{\"data\":[{\"odd\":1}]}|unsupported gradio image payload",
                "{\"data\":[\"gone.png\"]}|gradio image fetch returned 404",
                "nonsense|gradio answered something that is no JSON"
            })
    void anAnswerWithoutAPictureIsNone(String answer, String message) throws Exception {
        use(FakeGradio.empty().json("/run/predict", answer));

        assertFails(Task.Image.of("a golem"), message, true);
    }

    @Test
    void whatIsNoAppSaysSo() throws Exception {
        use(FakeGradio.empty());

        assertFails(Task.Image.of("a golem"), "gradio returned 404", false);
    }

    @Test
    void withoutAnAddressItSaysWhatToDoAndServesOnceThereIsOne() throws Exception {
        GradioEngine none = new GradioEngine("1.2.3", Settings.of("", "", "", ""));
        assertThat(none.health().reason()).isEqualTo("no address of a Gradio app");
        assertThat(none.health().remedy()).contains("gradio_endpoint_url");
        assertThatThrownBy(() -> none.execute(job("gradio", Task.Image.of("x")), context()))
                .hasMessageContaining("gradio_endpoint_url");

        none.change(Settings.of("ftp://app", "", "", ""));
        assertThat(none.health().reason()).isEqualTo("gradio_endpoint_url is no http or https address");
        none.change(Settings.of("http://me:secret@app", "", "", ""));
        assertThat(none.health().available()).isFalse();

        none.change(Settings.of(app.url(), "one  two one", "", "t0ken"));
        assertThat(none.health().available()).isTrue();
        assertThat(none.descriptor().models().get(Kind.IMAGE)).containsExactly("one", "two", "gradio", "gradio:*");
        assertThat(Settings.of(app.url(), "", "", "t0ken").toString()).doesNotContain("t0ken");
        assertThat(none.execute(job("one", Task.Image.of("x")), context())).isNotNull();
    }

    @Test
    void otherKindsAreRefusedWithoutAskingAnybody() {
        assertThatThrownBy(() -> engine.execute(job("flux", Task.Speech.of("hello")), context()))
                .hasMessage("gradio engine cannot serve audio_tts tasks");
        assertThat(app.asked).isEmpty();
    }

    @Test
    void theSelfTestForgivesAnAppThatIsAway() throws Exception {
        engine.selfTest(context());
        assertThat(app.asked).containsExactly("GET /config", "GET /gradio_api/info");
        ContractContext context = context();
        app.close();

        engine.selfTest(context);

        assertThat(context.messages()).anyMatch(line -> line.startsWith("WARN gradio at 127.0.0.1"));
    }

    private void assertFails(Task.Image task, String message, boolean retryable) {
        assertThatThrownBy(() -> make("flux", task, context()))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isEqualTo(retryable));
    }

    private EngineResult.Media make(String model, Task.Image task, ContractContext context) throws EngineException {
        return (EngineResult.Media) engine.execute(job(model, task), context);
    }

    private EngineJob job(String model, Task task) {
        return new EngineJob("job-" + jobs.incrementAndGet(), model, ModelSource.of("gradio"), task);
    }

    private static byte[] bytes(EngineResult.Media media) throws Exception {
        try (InputStream in = media.body().open()) {
            return in.readAllBytes();
        }
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }
}
