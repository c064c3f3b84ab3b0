package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Task;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.jobs.api.JobRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationRoutesTest {
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final Workshop shop;
    private final GenerationRoutes routes;
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    GenerationRoutesTest(@TempDir Path root) {
        shop = Workshop.with(root, 1, 10);
        routes = new GenerationRoutes(shop.jobs, shop.catalogue, shop.engines, shop.host, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        caller.shutdownNow();
        shop.close();
    }

    private FakeExchange post(String path, String body) throws Exception {
        return FakeExchange.call(routes, "POST " + path, Map.of(), body);
    }

    @Test
    void aModelThatOnlyTheEngineNamesServesTooForItsOwnKind() throws Exception {
        shop.engines.work = (job, context) -> new EngineResult.Json("{\"model\":\"" + job.model() + "\"}");
        String chat = "{\"model\":\"fake-verses\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

        assertThat(post("/v1/chat/completions", chat).status()).isEqualTo(200);
        assertThat(post("/image", "{\"prompt\":\"x\",\"model\":\"fake-verses\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatARequestLeavesOutComesFromTheModel() throws Exception {
        var task = new AtomicReference<Task>();
        shop.engines.work = (job, context) -> {
            task.set(job.task());
            return new EngineResult.Media(
                    Body.of("\u0089PNG\r\n\u001a\n....".getBytes(StandardCharsets.ISO_8859_1)), "jpg");
        };

        var answer = post(
                "/image",
                "{\"prompt\":\"a tree\",\"height\":0,\"seed\":18446744073709551615,"
                        + "\"initImageUrl\":\"data:image/png;base64,AAAA\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("image/png");
        assertThat(task.get())
                .isEqualTo(new Task.Image(
                        "a tree",
                        null,
                        "data:image/png;base64,AAAA",
                        null,
                        null,
                        null,
                        1.5,
                        "euler",
                        640,
                        1,
                        6,
                        -1L,
                        "webp"));
    }

    @Test
    void aChatAnswersWithTheEnginesDocument() throws Exception {
        var answer = post("/v1/chat/completions", CHAT + ",\"stop\":[\"x\"],\"max_tokens\":5}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"made\":true}");
    }

    @Test
    void streamingNeedsALoadedModel() throws Exception {
        var answer = post("/v1/chat/completions", CHAT + ",\"stream\":true}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("model_not_loaded");
    }

    @Test
    void aDeadlineIs504() throws Exception {
        shop.hold();

        var answer = post("/v1/chat/completions", CHAT + ",\"deadline_ms\":30}");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text()).isEqualTo("deadline passed: the caller stopped waiting");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/image | { | bad JSON",
                "/image | [] | bad input: the body must be a JSON object",
                "/image | {} | bad input: prompt is missing",
                "/image | {\"prompt\":7} | bad input: prompt must be a text",
                "/image | {\"prompt\":\"x\",\"model\":\"nobody\"} | there is no model \"nobody\" here",
                "/image | {\"prompt\":\"x\",\"model\":\"chat\"} | model \"chat\" is of kind llm, not image",
                "/image | {\"prompt\":\"x\",\"width\":-1} | bad input: width must be a whole number",
                "/image | {\"prompt\":\"x\",\"maskUrl\":\"https://a.invalid/b.png\"}"
                        + "| bad input: maskUrl must be a data:image/...;base64, URL",
                "/tts | {\"text\":\"x\",\"speed\":\"fast\"} | bad input: speed must be a number",
                "/stt | {\"inputUrl\":\"x\"} | there is no model of kind audio_stt here",
                "/v1/chat/completions | {} | bad input: messages must be a list with at least one message",
                "/v1/chat/completions | {\"messages\":[{\"role\":\"user\"}]}"
                        + "| bad input: messages[0] must have a role and a content text"
            })
    void badInputIsNamedInPlainText(String path, String body, String text) throws Exception {
        var answer = post(path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEmpty();
        assertThat(answer.text()).isEqualTo(text);
    }

    @Test
    void whileAJobRunsTheNextIsToldToComeBack() throws Exception {
        shop.hold();
        shop.jobs.start(Workshop.chat("runs"));

        var answer = post("/tts", "{\"text\":\"x\"}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Retry-After", "2");
    }

    @Test
    void anEngineThatFailsIs500() throws Exception {
        shop.engines.work = (job, context) -> {
            throw EngineException.failed("out of paint", null);
        };

        var answer = post("/tts", "{\"text\":\"x\"}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("engine error: out of paint");
    }

    @Test
    void aMissingEngineIs500() throws Exception {
        var answer = post("/v1/chat/completions", CHAT + ",\"model\":\"orphan\"}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).startsWith("engine error: no engine named \"missing\" serves");
    }

    @Test
    void aClientThatLeavesCancelsItsJob() throws Exception {
        var holding = shop.hold();
        var exchange = new FakeExchange(Map.of(), CHAT + "}");
        var call = CompletableFuture.supplyAsync(() -> handled(exchange), caller);
        holding.awaitBegun();
        await().until(exchange::watched);

        exchange.leave();

        assertThat(call.get(5, TimeUnit.SECONDS).status()).isEqualTo(409);
        assertThat(shop.jobs.recentLocal()).extracting(JobRecord::status).containsExactly(JobRecord.Status.CANCELLED);
    }

    private FakeExchange handled(FakeExchange exchange) {
        try {
            return exchange.to(routes, "POST /v1/chat/completions");
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | bad_request",
                "{\"content\":1} | 400 | bad_request",
                "{\"content\":\"x\",\"model\":1} | 400 | bad_request",
                "{\"content\":\"x\",\"add_special\":\"yes\"} | 400 | bad_request",
                "{\"content\":\"x\",\"model\":\"nobody\"} | 404 | unknown_model",
                "{\"content\":\"x\",\"model\":\"picture\"} | 404 | unknown_model",
                "{\"content\":\"x\",\"model\":\"chat\"} | 409 | model_not_loaded",
                "{\"content\":\"x\"} | 409 | model_not_loaded"
            })
    void tokenizingNeedsATextAndALoadedModel(String body, int status, String code) throws Exception {
        var tokenize = new TokenizeRoutes(shop.catalogue, shop.engines, shop.host);

        var answer = FakeExchange.call(tokenize, "POST /tokenize", Map.of(), body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }
}
