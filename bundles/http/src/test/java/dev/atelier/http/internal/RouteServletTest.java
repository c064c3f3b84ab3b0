package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteServletTest {
    private final Path folder;
    private final TestJetty jetty;

    RouteServletTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("file"), "0123456789");
        this.jetty = TestJetty.with(table -> routes(table, folder));
    }

    @AfterAll
    void stop() throws Exception {
        jetty.close();
    }

    private static void routes(RouteTable table, Path folder) {
        table.get("/files/{name}", x -> x.text(200, x.path("name") + " for " + x.caller()))
                .get("/query", x -> x.text(200, x.query("a").orElse("none")))
                .post("/json", x -> x.json(200, x.json(16)))
                .post("/form", x -> {
                    try (var form = x.form(1_000, folder.resolve("uploads"))) {
                        x.text(
                                200,
                                form.field("a").orElse("")
                                        + Files.size(form.file("f").orElseThrow()));
                    }
                })
                .get("/file", x -> x.file("application/octet-stream", folder.resolve("file")))
                .get("/stream", x -> x.stream(200, "image/png", -1, new ByteArrayInputStream(new byte[] {'p'})))
                .get("/refused", x -> {
                    x.header("X-Success", "yes");
                    throw HttpError.json(409, "no", "not now", Json.object().put("setting", "s"))
                            .withHeader("Retry-After", "2");
                })
                .get("/plain", x -> {
                    throw HttpError.plain(503, "busy");
                })
                .get("/bug", x -> {
                    throw new IllegalStateException("secret detail");
                })
                .get("/silent", x -> {});
    }

    @Test
    void anEncodedSlashReachesTheHandler() throws Exception {
        assertThat(jetty.get("/files/a%2Fb%25").body()).isEqualTo("a/b% for test");
    }

    @Test
    void answersCarryTheHeadersThatProtectThem() throws Exception {
        HttpResponse<String> answer = jetty.get("/files/a");

        assertThat(answer.headers().map())
                .containsKeys("x-content-type-options", "content-security-policy", "cache-control")
                .doesNotContainKey("server");
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain;charset=utf-8");
    }

    @Test
    void anUnknownRouteIsNotFound() throws Exception {
        HttpResponse<String> answer = jetty.get("/no/such/route");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("not found");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        HttpResponse<String> answer = jetty.post("/query", "");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        HttpResponse<String> answer = jetty.send(
                HttpRequest.newBuilder(URI.create(jetty.local + "/file")).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-length")).contains("10");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void theQueryIsDecoded() throws Exception {
        assertThat(jetty.get("/query?b=1&a=x+y%26").body()).isEqualTo("x y&");
        assertThat(jetty.get("/query?ab=1").body()).isEqualTo("none");
        assertThat(jetty.get("/query").body()).isEqualTo("none");
    }

    @Test
    void jsonThatIsNoneIsABadRequestThatDoesNotRepeatIt() throws Exception {
        for (String body : new String[] {"{\"secret", "", "{} {}"}) {
            HttpResponse<String> answer = jetty.post("/json", body);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("bad_request").doesNotContain("secret");
        }
    }

    @Test
    void aBodyPastTheLimitIsTooLargeWhetherItsLengthWasToldOrNot() throws Exception {
        HttpRequest.Builder chunked = HttpRequest.newBuilder(URI.create(jetty.local + "/json"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2_000_000])));

        for (HttpResponse<String> answer : List.of(jetty.post("/json", "x".repeat(2_000_000)), jetty.send(chunked))) {
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("request body exceeds 16 bytes");
        }
    }

    @Test
    void aFormIsRead() throws Exception {
        HttpResponse<String> answer = jetty.send(HttpRequest.newBuilder(URI.create(jetty.local + "/form"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n"
                        + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n1234\r\n--b--")));

        assertThat(answer.body()).isEqualTo("v4");
        // The answer leaves before the form is closed.
        await().untilAsserted(() -> assertThat(folder.resolve("uploads")).isEmptyDirectory());
    }

    @Test
    void partOfAFileIsServed() throws Exception {
        HttpResponse<String> part = ranged("bytes=2-4");
        HttpResponse<String> none = ranged("bytes=99-");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).contains("bytes 2-4/10");
        assertThat(part.body()).isEqualTo("234");
        assertThat(none.statusCode()).isEqualTo(416);
    }

    @Test
    void aFileTheCallerHasIsNotSentAgain() throws Exception {
        String tag = jetty.get("/file").headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = jetty.send(
                HttpRequest.newBuilder(URI.create(jetty.local + "/file")).header("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void aRefusalHasItsCodeDetailAndHeadersAndNoneOfTheSuccess() throws Exception {
        HttpResponse<String> answer = jetty.get("/refused");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.parse(answer.body()))
                .isEqualTo(Json.parse("{\"error\":\"no\",\"message\":\"not now\",\"setting\":\"s\"}"));
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(answer.headers().firstValue("x-success")).isEmpty();
        assertThat(jetty.get("/plain").body()).isEqualTo("busy");
    }

    @Test
    void aBugIsAnInternalErrorThatTellsNothingOfItself() throws Exception {
        HttpResponse<String> answer = jetty.get("/bug");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("internal_error", "id ").doesNotContain("secret", "Exception");
        assertThat(jetty.get("/silent").statusCode()).isEqualTo(500);
    }

    @Test
    void oneListenerDoesNotServeWhatBelongsToAnother() throws Exception {
        for (String path :
                new String[] {"/-", "/-/local/query", "/%2D/local/query", "/x/../-/local/query", "/-;x/local/query"}) {
            assertThat(TestJetty.raw(jetty.main, "GET " + path + " HTTP/1.1", "Host: a", "Connection: close"))
                    .as(path)
                    .startsWith("HTTP/1.1 404");
        }
        for (String path : new String[] {"/../query", "/%2e%2e/query", "/-/local/query", "/..;/query"}) {
            assertThat(TestJetty.raw(jetty.local, "GET " + path + " HTTP/1.1", "Host: a", "Connection: close"))
                    .as(path)
                    .matches("(?s)HTTP/1.1 40[04].*");
        }
    }

    private HttpResponse<String> ranged(String range) throws Exception {
        return jetty.send(
                HttpRequest.newBuilder(URI.create(jetty.local + "/file")).header("Range", range));
    }
}
