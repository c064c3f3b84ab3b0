package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.jobs.api.JobRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {
    private static final String CHAT = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String ANSWER = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"Once upon\"},\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":3}}";

    private final Workshop shop;
    private final GenerationRoutes routes;

    LaneTest(@TempDir Path root) {
        shop = Workshop.with(root, 1, 10);
        routes = new GenerationRoutes(shop.jobs, shop.catalogue, shop.engines, shop.host, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private FakeExchange chat(String more) throws Exception {
        return FakeExchange.call(routes, "POST /v1/chat/completions", Map.of(), CHAT + more + "}");
    }

    private FakeExchange streamed() throws Exception {
        FakeExchange exchange = chat(",\"stream\":true");
        await().until(() -> exchange.events().contains("[DONE]")
                || exchange.events().stream().anyMatch(event -> event.endsWith("[DONE]")));
        return exchange;
    }

    @Test
    void aModelInMemoryAnswersWhileTheGateIsFull() throws Exception {
        Workshop.Holding holding = shop.hold();
        var busy = shop.jobs.start(Workshop.chat("long"));
        holding.awaitBegun();
        shop.host.holds((job, context) -> new EngineResult.Json(ANSWER));

        FakeExchange answer = chat("");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("Once upon");
        JobRecord record = shop.jobs.recentLocal().get(0);
        assertThat(record.source()).isEqualTo(JobRecord.Source.LANE);
        assertThat(record.engineVersion()).isEqualTo("2.0.0");
        holding.release.countDown();
        Workshop.await(busy);
        assertThat(shop.jobs.busy()).isFalse();
    }

    @Test
    void soDoesAModelInMemoryThatMakesPictures() throws Exception {
        Workshop.Holding holding = shop.hold();
        var busy = shop.jobs.start(Workshop.chat("long"));
        holding.awaitBegun();
        byte[] picture = "\u0089PNG\r\n\u001a\n....".getBytes(StandardCharsets.ISO_8859_1);
        shop.host.holds((job, context) -> new EngineResult.Media(Body.of(picture), "png"));

        FakeExchange answer = FakeExchange.call(routes, "POST /image", Map.of(), "{\"prompt\":\"a tree\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("image/png");
        assertThat(shop.jobs.recentLocal().get(0).source()).isEqualTo(JobRecord.Source.LANE);
        holding.release.countDown();
        Workshop.await(busy);
    }

    @Test
    void aChatIsToldAsItIsMade() throws Exception {
        shop.host.holds((job, context) -> {
            context.text("<think>hm</think> Once");
            context.text(" upon");
            return new EngineResult.Json(ANSWER);
        });

        String told = String.join("\n", streamed().events());

        assertThat(told)
                .containsSubsequence(
                        "\"delta\":{\"reasoning_content\":\"hm\"}",
                        "\"delta\":{\"content\":\"Once\"}",
                        "\"delta\":{\"content\":\" upon\"}",
                        "\"delta\":{},\"finish_reason\":\"stop\"",
                        "\"total_tokens\":3",
                        "[DONE]");
    }

    @Test
    void anEngineThatDoesNotTellIsToldInOnePiece() throws Exception {
        shop.host.holds((job, context) -> new EngineResult.Json(ANSWER));

        assertThat(String.join("\n", streamed().events()))
                .containsSubsequence("\"content\":\"Once upon\"", "\"finish_reason\":\"stop\"", "[DONE]");
    }

    @Test
    void whatGoesWrongOnTheWayIsToldToo() throws Exception {
        shop.host.holds((job, context) -> {
            context.text("Once");
            throw EngineException.failed("out of words", null);
        });

        assertThat(String.join("\n", streamed().events()))
                .containsSubsequence("Once", "\"error\":{\"message\":\"out of words\"}", "[DONE]");
    }

    @Test
    void aTextIsTakenApart() throws Exception {
        shop.host.holds((job, context) -> new EngineResult.Json(ANSWER));
        var tokenize = new TokenizeRoutes(shop.catalogue, shop.engines, shop.host);

        var plain = FakeExchange.call(tokenize, "POST /tokenize", Map.of(), "{\"content\":\"abc\"}");
        var special =
                FakeExchange.call(tokenize, "POST /tokenize", Map.of(), "{\"content\":\"abc\",\"add_special\":true}");

        assertThat(plain.answered().toString()).isEqualTo("{\"tokens\":[3]}");
        assertThat(special.answered().toString()).isEqualTo("{\"tokens\":[1,3]}");
    }
}
