package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.testing.FakeExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRoutesTest {
    private static final String MAKE = "/images/generations";

    private final FakeStudio studio = new FakeStudio();

    @AfterEach
    void stop() {
        studio.close();
    }

    private JsonNode task(int number) throws IOException {
        return Json.parse(studio.queue.job(number).task());
    }

    @Test
    void aRequestBecomesAJobAndItsBytesTheAnswer() throws Exception {
        FakeExchange exchange = studio.post(MAKE, """
                {"model":"image","prompt":"a red door","size":"320x256","output_format":"webp",\
                "seed":18446744073709551615,"steps":4,"negative_prompt":"blue"}""");
        studio.done(0, "image/webp", "bytes");

        JsonNode answer = FakeStudio.answered(exchange).answered();
        assertThat(Base64.getDecoder().decode(answer.at("/data/0/b64_json").asText()))
                .asString()
                .isEqualTo("bytes");
        assertThat(answer.path("created").isNumber()).isTrue();
        assertThat(answer.path("output_format").asText()).isEqualTo("webp");
        assertThat(task(0).toString())
                .isEqualTo("{\"kind\":\"image\",\"prompt\":\"a red door\",\"negativePrompt\":\"blue\",\"width\":320,"
                        + "\"height\":256,\"steps\":4,\"seed\":18446744073709551615,\"ext\":\"webp\"}");
    }

    @Test
    void severalPicturesAreSeveralJobsThatDiffer() throws Exception {
        FakeExchange exchange = studio.post(MAKE, "{\"prompt\":\"x\",\"n\":3,\"seed\":7}");
        studio.done(2, "image/png", "c");
        studio.done(0, "image/png", "a");
        studio.done(1, "image/png", "b");

        JsonNode data = FakeStudio.answered(exchange).answered().path("data");
        assertThat(data).extracting(one -> one.path("b64_json").asText()).containsExactly("YQ==", "Yg==", "Yw==");
        assertThat(List.of(task(0), task(1), task(2)))
                .extracting(task -> task.path("seed").asInt())
                .containsExactly(7, 8, 9);
    }

    @Test
    void oneThatFailsEndsTheOthers() throws Exception {
        FakeExchange exchange = studio.post(MAKE, "{\"prompt\":\"x\",\"n\":2}");

        studio.queue.failed(1, "out of memory");

        assertThat(FakeStudio.answered(exchange).text()).isEqualTo("out of memory");
        assertThat(studio.queue.cancelled).contains(studio.queue.job(0).id());
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsNotLeftInHalf() throws Exception {
        studio.queue.room = 1;

        FakeExchange exchange = studio.post(MAKE, "{\"prompt\":\"x\",\"n\":2}");

        assertThat(exchange.status()).isEqualTo(429);
        assertThat(studio.queue.cancelled).containsExactly(studio.queue.job(0).id());
    }

    @Test
    void aLinkNeedsNoKey() throws Exception {
        FakeExchange exchange = new FakeExchange(Map.of(), "{\"prompt\":\"x\",\"response_format\":\"url\"}")
                .asking("Host", "studio.example");
        studio.send(exchange, "POST " + MAKE);
        studio.done(0, "image/png", "bytes");

        String url = FakeStudio.answered(exchange).answered().at("/data/0/url").asText();
        assertThat(url).startsWith("http://studio.example/v1/files/");
        String link = url.substring(url.lastIndexOf('/') + 1);
        assertThat(file(link).text()).isEqualTo("bytes");
        assertThat(file(link).type()).isEqualTo("image/png");
        assertThat(file(link + "x").status()).isEqualTo(404);
        assertThat(file("~~").status()).isEqualTo(404);
    }

    private FakeExchange file(String link) throws Exception {
        return studio.unkeyed(new FakeExchange(Map.of("link", link), ""), "GET /files/{link}");
    }

    @Test
    void aLinkEnds() {
        Secret seal = Secret.random();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        String link = new Links(Clock.fixed(now, ZoneOffset.UTC), seal).of("job");

        assertThat(at(now.plus(Links.LIFE).minusSeconds(1), seal).job(link)).contains("job");
        assertThat(at(now.plus(Links.LIFE), seal).job(link)).isEmpty();
        assertThat(at(now, Secret.random()).job(link)).isEmpty();
    }

    private static Links at(Instant instant, Secret seal) {
        return new Links(Clock.fixed(instant, ZoneOffset.UTC), seal);
    }

    @Test
    void aPictureToEditIsAnInputUntilTheJobHasEnded(@TempDir Path folder) throws Exception {
        Path picture = Files.writeString(folder.resolve("a"), "picture");
        Path mask = Files.writeString(folder.resolve("b"), "mask");
        FakeForm form = new FakeForm(
                Map.of(
                        "prompt",
                        List.of("greener"),
                        "n",
                        List.of("1"),
                        "size",
                        List.of("64x64"),
                        "strength",
                        List.of("0.5")),
                Map.of("image[]", List.of(picture), "mask", List.of(mask)));

        FakeExchange exchange = studio.form("/images/edits", form);

        assertThat(task(0).path("initImageUrl").asText()).isEqualTo("/graphics/api/inputs/input-0");
        assertThat(task(0).path("maskUrl").asText()).isEqualTo("/graphics/api/inputs/input-1");
        assertThat(task(0).path("denoise").doubleValue()).isEqualTo(0.5);
        assertThat(studio.inputs.get("input-0"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("picture");

        studio.done(0, "image/png", "bytes");

        assertThat(FakeStudio.answered(exchange).status()).isEqualTo(200);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(studio.inputs).isEmpty());
    }

    @Test
    void nothingIsKeptOfAnEditThatIsRefused(@TempDir Path folder) throws Exception {
        Path picture = Files.writeString(folder.resolve("a"), "picture");
        FakeForm form = new FakeForm(Map.of("prompt", List.of("x")), Map.of("image", List.of(picture)));
        studio.queue.unservable = "no worker is connected";

        assertThat(studio.form("/images/edits", form).status()).isEqualTo(503);

        assertThat(studio.everKept).hasSize(1);
        assertThat(studio.inputs).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'image'}                             | prompt",
                "{'model':'llm','prompt':'x'}                  | model",
                "{'prompt':'x','n':5}                          | n",
                "{'prompt':'x','size':'big'}                   | size",
                "{'prompt':'x','size':'0x64'}                  | size",
                "{'prompt':'x','response_format':'gif'}        | response_format",
                "{'prompt':'x','output_format':'exe'}          | output_format",
                "{'prompt':'x','stream':true}                  | stream",
                "{'prompt':'x','seed':-1}                      | seed",
            })
    void whatIsWrongIsNamed(String body, String param) throws Exception {
        FakeExchange exchange = studio.post(MAKE, body.replace('\'', '"'));

        assertThat(exchange.status()).isEqualTo(400);
        assertThat(Errors.body(exchange.refusal().orElseThrow())
                        .at("/error/param")
                        .asText())
                .isEqualTo(param);
    }
}
