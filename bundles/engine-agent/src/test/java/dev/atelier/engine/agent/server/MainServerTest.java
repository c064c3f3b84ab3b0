package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BlockingQueue<JsonNode> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> authorizations = new LinkedBlockingQueue<>();
    private final HttpServer http;
    private final MainServer server;
    private Answer answer = call -> new Said(200, reply(new Rpc.Result(id(call), Json.object())), null);

    /** What the other side says to a call. */
    private interface Answer {
        Said to(JsonNode call);
    }

    private record Said(int status, String body, @Nullable String retryAfter) {}

    MainServerTest() throws Exception {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/base/rpc", this::serve);
        String url = "http://127.0.0.1:" + http.getAddress().getPort() + "/base";
        server = new MainServer(ServerAddress.parse(url, false), Optional.of(new Secret("token-canary")));
    }

    @BeforeEach
    void start() {
        http.start();
    }

    @AfterEach
    void stop() {
        server.close();
        http.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        JsonNode call = Json.parse(exchange.getRequestBody().readAllBytes());
        calls.add(call);
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        Said said = answer.to(call);
        byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
        if (said.retryAfter() != null) {
            exchange.getResponseHeaders().set("Retry-After", said.retryAfter());
        }
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String id(JsonNode call) {
        return call.path("id").asText();
    }

    private static String reply(Rpc.Reply reply) {
        return Rpc.write(reply).toString();
    }

    private RpcTrouble trouble() {
        try {
            server.call("worker.getTask", Json.object(), LIMIT);
        } catch (RpcTrouble e) {
            assertThat(e.getMessage()).startsWith("worker.getTask: ").doesNotContain("canary");
            return e;
        }
        throw new AssertionError("the call went well");
    }

    @Test
    void aCallCarriesTheTokenAndAnIdOfItsOwn() throws Exception {
        answer = call ->
                new Said(200, reply(new Rpc.Result(id(call), Json.object().put("a", 1))), null);

        JsonNode result = server.call("worker.getTask", Json.object().put("worker_id", "w"), LIMIT);
        server.call("worker.getTask", Json.object(), LIMIT);

        assertThat(result).isEqualTo(Json.object().put("a", 1));
        JsonNode first = calls.take();
        assertThat(first.path("method").asText()).isEqualTo("worker.getTask");
        assertThat(first.path("params").path("worker_id").asText()).isEqualTo("w");
        assertThat(calls.take().path("id")).isNotEqualTo(first.path("id"));
        assertThat(authorizations).containsOnly("Bearer token-canary");
    }

    @ParameterizedTest
    @CsvSource({
        "METHOD_NOT_FOUND, UNKNOWN_METHOD",
        "NOT_FOUND, NOT_FOUND",
        "AUTHENTICATION_REQUIRED, NOT_ALLOWED",
        "PERMISSION_DENIED, NOT_ALLOWED",
        "STALE_ASSIGNMENT, STALE",
        "SECRETS_NOT_READY, SECRETS_LATER",
        "INTERNAL_ERROR, AGAIN",
        "WORKER_UNAVAILABLE, AGAIN",
        "INVALID_PARAMS, NEVER"
    })
    void eachRefusalSaysWhatThereIsToDo(RpcCode code, Kind kind) {
        answer = call -> new Said(200, reply(new Rpc.Failure(id(call), code, "because")), null);

        RpcTrouble trouble = trouble();

        assertThat(trouble.kind()).isEqualTo(kind);
        assertThat(trouble.getMessage()).contains("because");
    }

    @Test
    void anAnswerToAnotherCallIsNone() {
        answer = call -> new Said(200, reply(new Rpc.Result("other", Json.object())), null);

        assertThat(trouble().kind()).isEqualTo(Kind.AGAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "500, AGAIN",
        "502, AGAIN",
        "200, AGAIN",
        "404, NEVER",
        "301, NEVER",
        "401, NOT_ALLOWED",
        "403, NOT_ALLOWED"
    })
    void withoutAnAnswerOfTheProtocolTheStatusDecides(int status, Kind kind) {
        answer = call -> new Said(status, "<html>canary</html>", null);

        assertThat(trouble().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"429, 7, 7", "503, 9999, 300", "503, soon, 0"})
    void aServerThatAsksForAPauseGetsIt(int status, String wanted, long seconds) {
        answer = call -> new Said(status, "", wanted);

        RpcTrouble trouble = trouble();

        assertThat(trouble.kind()).isEqualTo(Kind.AGAIN);
        assertThat(trouble.after()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aPauseIsKeptToAlsoWhenTheAnswerSaysMore() {
        answer = call -> new Said(503, reply(new Rpc.Failure(id(call), RpcCode.WORKER_UNAVAILABLE, "full")), "7");

        assertThat(trouble().after()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({"503, WORKER_UNAVAILABLE, 2, AGAIN, 2", "404, NOT_FOUND, , NEVER, 0"})
    void whoHasNotReadTheCallSaysNothingOfTheTask(
            int status, RpcCode code, @Nullable String wanted, Kind kind, long seconds) {
        answer = call -> new Said(status, reply(new Rpc.Failure("", code, "no room")), wanted);

        RpcTrouble trouble = trouble();

        assertThat(trouble.kind()).isEqualTo(kind);
        assertThat(trouble.after()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (MainServer gone =
                new MainServer(ServerAddress.parse("http://127.0.0.1:" + port, false), Optional.empty())) {
            assertThatThrownBy(() -> gone.call("m", Json.object(), LIMIT))
                    .isInstanceOfSatisfying(RpcTrouble.class, trouble -> assertThat(trouble.kind())
                            .isEqualTo(Kind.AGAIN));
        }
    }

    @Test
    void aSilentServerIsWaitedForAsLongAsWasSaid() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MainServer slow = new MainServer(
                        ServerAddress.parse("http://127.0.0.1:" + silent.getLocalPort(), false), Optional.empty())) {
            assertThatThrownBy(() -> slow.call("m", Json.object(), Duration.ofMillis(200)))
                    .isInstanceOf(RpcTrouble.class)
                    .hasMessageContaining("no answer within");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://h", "not a url", "http://example.org", "http://a:b@127.0.0.1", "http://127.0.0.1?x=y", ""
            })
    void addressesThatCannotBeMeantAreRefused(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text, false))
                .isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.CONFIG_INVALID));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, false, https://example.org/rpc",
        "https://example.org/base/, false, https://example.org/base/rpc",
        "http://example.org, true, http://example.org/rpc",
        "http://[::1]:8080, false, http://[::1]:8080/rpc",
        "http://localhost, false, http://localhost/rpc"
    })
    void theCallsGoBelowTheAddress(String text, boolean insecure, String rpc) throws Exception {
        assertThat(ServerAddress.parse(text, insecure).rpc()).hasToString(rpc);
    }

    @Test
    void pausesGrowAndNeverGrowTooLong() {
        Backoff backoff = new Backoff(() -> 1);
        long[] seconds = new long[9];
        for (int n = 0; n < seconds.length; n++) {
            seconds[n] = backoff.failed().toSeconds();
        }

        assertThat(seconds).containsExactly(1, 2, 4, 8, 16, 32, 60, 60, 60);
        backoff.succeeded();
        assertThat(backoff.failed()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new Backoff(() -> 0).failed()).isZero();
    }
}
