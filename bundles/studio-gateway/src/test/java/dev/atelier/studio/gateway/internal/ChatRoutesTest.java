package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.store.api.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRoutesTest {
    private static final String PATH = "/chat/completions";
    private static final String HELLO = "{\"model\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}";
    private static final String ANSWER = """
            {"object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"hello there"},"finish_reason":"length"}],\
            "usage":{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4}}""";

    private FakeStudio studio = new FakeStudio();

    @AfterEach
    void stop() {
        studio.close();
    }

    private FakeExchange ask(String more) throws Exception {
        return studio.post(PATH, HELLO.formatted(more));
    }

    private JsonNode task(int number) throws IOException {
        return Json.parse(studio.queue.job(number).task());
    }

    @Test
    void aRequestBecomesAnOrdinaryJob() throws Exception {
        ask("""
                ,"max_tokens":9,"max_completion_tokens":16,"temperature":0.25,"top_p":0.5,"stop":["a","b"],\
                "seed":1,"user":"u","reasoning_effort":"low","chat_template_kwargs":{"x":1.50},\
                "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"array"}}}""");

        assertThat(studio.queue.job(0).kind()).isEqualTo(Kind.LLM);
        assertThat(studio.queue.job(0).owner()).isEqualTo("key-1");
        assertThat(studio.queue.job(0).vramGbEstimate()).isEqualTo(2);
        assertThat(Json.parse(studio.queue.job(0).source()).path("engine").asText())
                .isEqualTo("synthetic");
        assertThat(task(0).toString())
                .isEqualTo("{\"kind\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"maxTokens\":16,"
                        + "\"temperature\":0.25,\"topP\":0.5,\"stop\":[\"a\",\"b\"],\"jsonSchema\":{\"type\":\"array\"},"
                        + "\"reasoning\":\"low\",\"chatTemplateKwargs\":{\"x\":1.5}}");
    }

    @Test
    void partsOfTextAreOneTextAndDevelopersAreTheSystem() throws Exception {
        studio.post(
                PATH,
                "{\"model\":\"llm\",\"messages\":[{\"role\":\"developer\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"text\",\"text\":\"b\"}]}]}");

        assertThat(task(0).path("messages").toString()).isEqualTo("[{\"role\":\"system\",\"content\":\"ab\"}]");
    }

    @Test
    void theAnswerIsTheWorkersWithWhatClientsExpectBesides() throws Exception {
        FakeExchange exchange = ask("");
        assertThat(exchange.status()).as("nobody waits on a thread").isZero();

        studio.done(0, "application/json", ANSWER);

        JsonNode answer = FakeStudio.answered(exchange).answered();
        assertThat(answer.path("id").asText())
                .isEqualTo("chatcmpl-" + studio.queue.job(0).id());
        assertThat(answer.path("created").longValue()).isEqualTo(1_000);
        assertThat(answer.path("model").asText()).isEqualTo("llm");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("hello there");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void aStreamIsOnePieceAnEndAndTheUsage() throws Exception {
        FakeExchange exchange = ask(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        studio.done(0, "application/json", ANSWER);

        List<JsonNode> chunks = new ArrayList<>();
        for (String event : FakeStudio.answered(exchange).text().split("\n\n", -1)) {
            if (!event.isEmpty() && !event.equals("data: [DONE]")) {
                assertThat(event).startsWith("data: ");
                chunks.add(Json.parse(event.substring(6)));
            }
        }
        assertThat(exchange.type()).startsWith("text/event-stream");
        assertThat(exchange.text()).endsWith("data: [DONE]\n\n");
        assertThat(chunks).hasSize(3).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.has("usage")).isTrue();
        });
        assertThat(chunks.get(0).at("/choices/0/delta").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"hello there\"}");
        assertThat(chunks.get(0).at("/choices/0/finish_reason").isNull()).isTrue();
        assertThat(chunks.get(1).at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(chunks.get(2).path("choices").isEmpty()).isTrue();
        assertThat(chunks.get(2).at("/usage/total_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void aStreamThatWaitsLongBeginsBeforeItsAnswer() throws Exception {
        begin(new GatewaySettings(100, Duration.ofMinutes(5), Duration.ofMillis(1)));
        FakeExchange exchange = FakeStudio.answered(ask(",\"stream\":true"));

        studio.done(0, "application/json", ANSWER);

        await().untilAsserted(
                        () -> assertThat(exchange.events()).hasSize(3).last().isEqualTo("  [DONE]"));
        assertThat(exchange.events().get(0)).contains("hello there").doesNotContain("usage");
    }

    @Test
    void afterAStreamHasBegunAnErrorIsAnEvent() throws Exception {
        begin(new GatewaySettings(100, Duration.ofMinutes(5), Duration.ofMillis(1)));
        FakeExchange exchange = FakeStudio.answered(ask(",\"stream\":true"));

        studio.queue.failed(0, "the engine exploded");

        await().untilAsserted(() -> assertThat(exchange.events()).hasSize(1));
        assertThat(exchange.events().get(0)).contains("{\"error\":{\"message\":\"the engine exploded\"");
    }

    @Test
    void aClientThatLeavesCancelsItsJob() throws Exception {
        FakeExchange exchange = ask("");

        exchange.leave();

        assertThat(studio.queue.cancelled).containsExactly(studio.queue.job(0).id());
    }

    @Test
    void aClientThatLeavesTheStreamCancelsItsJob() throws Exception {
        begin(new GatewaySettings(100, Duration.ofMinutes(5), Duration.ofMillis(1)));
        FakeExchange exchange = FakeStudio.answered(ask(",\"stream\":true"));

        await().untilAsserted(() -> {
            exchange.leave();
            assertThat(studio.queue.cancelled).hasSize(1);
        });
    }

    @Test
    void aJobThatFailsIsAnErrorThatIsNotTriedAgain() throws Exception {
        FakeExchange exchange = ask("");

        studio.queue.failed(0, "the engine exploded");

        HttpError error = FakeStudio.answered(exchange).refusal().orElseThrow();
        assertThat(Errors.body(error).toString())
                .isEqualTo("{\"error\":{\"message\":\"the engine exploded\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"job_failed\"}}");
        assertThat(error.status()).isEqualTo(502);
        assertThat(error.headers()).containsEntry("x-should-retry", "false");
    }

    @Test
    void aJobThatTakesTooLongIsCancelled() throws Exception {
        begin(new GatewaySettings(100, Duration.ofMillis(1), Duration.ofMinutes(1)));

        FakeExchange exchange = FakeStudio.answered(ask(""));

        assertThat(exchange.status()).isEqualTo(504);
        assertThat(studio.queue.cancelled).hasSize(1);
    }

    @Test
    void anAnswerThatIsNoneIsAnError() throws Exception {
        FakeExchange exchange = ask("");

        studio.done(0, "application/json", "{\"choices\":[]}");

        assertThat(FakeStudio.answered(exchange).code()).isEqualTo("result_unavailable");
    }

    @Test
    void noMoreThanSoManyWait() throws Exception {
        begin(new GatewaySettings(1, Duration.ofMinutes(5), Duration.ofMinutes(1)));
        FakeExchange first = ask("");

        FakeExchange second = ask("");
        first.leave();
        FakeExchange third = ask("");

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.headers()).containsKey("Retry-After");
        assertThat(third.refusal()).isEmpty();
    }

    @Test
    void aFullQueueIsALimit() throws Exception {
        studio.queue.room = 0;

        FakeExchange exchange = ask("");

        assertThat(exchange.status()).isEqualTo(429);
        assertThat(exchange.code()).isEqualTo("rate_limit_exceeded");
        assertThat(exchange.headers()).containsKey("Retry-After");
    }

    @Test
    void aModelThatNobodyCanServeIsRefusedWithTheReason() throws Exception {
        studio.queue.unservable = "no worker is connected";

        FakeExchange exchange = ask("");

        assertThat(exchange.status()).isEqualTo(503);
        assertThat(exchange.text()).contains("no worker is connected");
        assertThat(exchange.headers()).containsKey("Retry-After");
        assertThat(studio.queue.submitted).isEmpty();
    }

    @Test
    void aStoreThatCannotWriteIsNoFaultOfTheClient() throws Exception {
        studio.queue.refusing = new StoreFailure("disk full", new IOException());

        assertThat(FakeStudio.answered(ask("")).status()).isEqualTo(503);
    }

    @Test
    void oneIdempotencyKeyMakesOneJobThatOutlivesTheSecondClient() throws Exception {
        FakeExchange first = keyed();
        FakeExchange second = keyed();
        second.leave();

        assertThat(studio.queue.submitted).hasSize(1);
        assertThat(studio.queue.cancelled).isEmpty();

        studio.done(0, "application/json", ANSWER);
        assertThat(FakeStudio.answered(first).status()).isEqualTo(200);
    }

    private FakeExchange keyed() throws Exception {
        FakeExchange exchange = new FakeExchange(Map.of(), HELLO.formatted("")).asking("Idempotency-Key", "once");
        return studio.send(exchange, "POST " + PATH);
    }

    @Test
    void aClientWithAKeyThatLeavesFindsItsJobWhenItComesBack() throws Exception {
        keyed().leave();
        FakeExchange again = keyed();

        studio.done(0, "application/json", ANSWER);

        assertThat(studio.queue.submitted).hasSize(1);
        assertThat(studio.queue.cancelled).isEmpty();
        assertThat(FakeStudio.answered(again).status()).isEqualTo(200);
    }

    @Test
    void aJobWithAKeyGoesOnAfterItsTimeAndIsFoundAgain() throws Exception {
        begin(new GatewaySettings(100, Duration.ofMillis(1), Duration.ofMinutes(1)));

        FakeExchange late = FakeStudio.answered(keyed());

        assertThat(late.status()).isEqualTo(504);
        assertThat(late.text()).contains("Idempotency-Key");
        assertThat(studio.queue.cancelled).isEmpty();
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsRefused() throws Exception {
        FakeExchange first = keyed();

        FakeExchange other = FakeStudio.answered(studio.send(
                new FakeExchange(Map.of(), HELLO.formatted(",\"temperature\":1.5")).asking("Idempotency-Key", "once"),
                "POST " + PATH));

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(studio.queue.submitted).hasSize(1);
        assertThat(studio.queue.cancelled).isEmpty();
        assertThat(first.status()).as("it still waits").isZero();
    }

    @Test
    void aKeyMeansSomethingElseOnAnotherRoute() throws Exception {
        var unused = keyed();

        studio.send(
                new FakeExchange(Map.of(), "{\"model\":\"audio_tts\",\"input\":\"hi\"}")
                        .asking("Idempotency-Key", "once"),
                "POST /audio/speech");

        assertThat(studio.queue.submitted).hasSize(2);
    }

    @Test
    void timeRunsOutForAClientWhileResultsOfOthersAreRead() throws Exception {
        begin(new GatewaySettings(100, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        studio.readable = new CountDownLatch(1);
        int many = 20;
        for (int i = 0; i < many; i++) {
            var unused = ask("");
            studio.done(i, "application/json", ANSWER);
        }

        FakeExchange late = FakeStudio.answered(ask(""));

        assertThat(late.status()).isEqualTo(504);
        studio.readable.countDown();
    }

    @Test
    void theEndOfTheStudioIsToldToThoseWhoWait() throws Exception {
        FakeExchange exchange = ask("");

        studio.close();

        assertThat(FakeStudio.answered(exchange).status()).isEqualTo(503);
        assertThat(ask("").status()).isEqualTo(503);
    }

    @Test
    void withoutAKeyNothingIsMade() throws Exception {
        FakeExchange none = studio.unkeyed(new FakeExchange(Map.of(), HELLO.formatted("")), "POST " + PATH);
        FakeExchange viewer = studio.unkeyed(
                new FakeExchange(Map.of(), HELLO.formatted("")).asking("Authorization", "Bearer sk-viewer"),
                "POST " + PATH);

        assertThat(none.code()).isEqualTo("invalid_api_key");
        assertThat(none.status()).isEqualTo(401);
        assertThat(viewer.status()).isEqualTo(403);
        assertThat(studio.queue.submitted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                            | 400 | model",
                "{'model':'no-such','messages':[]}                             | 404 | model",
                "{'model':'off','messages':[]}                                 | 404 | model",
                "{'model':'image','messages':[]}                               | 400 | model",
                "{'model':'llm'}                                               | 400 | messages",
                "{'model':'llm','messages':[]}                                 | 400 | messages",
                "{'model':'llm','messages':[{'role':'user'}]}                  | 400 | messages[0].content",
                "{'model':'llm','messages':[{'content':'x'}]}                  | 400 | messages[0].role",
                "{'model':'llm','messages':[{'role':'user','content':[{'type':'image_url'}]}]} | 400 | messages[0].content",
                "{'model':'llm','messages':[{'role':'user','content':'x'}],'n':2}              | 400 | n",
                "{'model':'llm','messages':[{'role':'user','content':'x'}],'tools':[{}]}       | 400 | tools[0].function.name",
                "{'model':'llm','messages':[{'role':'user','content':'x'}],'max_tokens':0}     | 400 | max_tokens",
                "{'model':'llm','messages':[{'role':'user','content':'x'}],'temperature':3}    | 400 | temperature",
                "{'model':'llm','messages':[{'role':'user','content':'x'}],'stop':[1]}         | 400 | stop",
                "{'model':'llm','messages':[{'role':'user','content':'x'}],'response_format':{'type':'x'}} | 400 | response_format.type",
            })
    void whatIsWrongIsNamed(String body, int status, String param) throws Exception {
        HttpError error = studio.post(PATH, body.replace('\'', '"')).refusal().orElseThrow();

        assertThat(error.status()).isEqualTo(status);
        assertThat(Errors.body(error).at("/error/param").asText()).isEqualTo(param);
        assertThat(Errors.body(error).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(studio.queue.submitted).isEmpty();
    }

    private void begin(GatewaySettings settings) {
        studio.close();
        studio = new FakeStudio(settings);
    }
}
