package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of agent tasks that calls a worker, at the port the worker tells it. */
class AgentCallbackTest {
    private static final String TOKEN = "token-of-the-server";

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> endpoints = new LinkedBlockingQueue<>();

    @TempDir
    Path temp = Path.of("unused");

    @Test
    void aServerCallsTheWorkerWhereItIsTold() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/rpc", this::answer);
        server.start();
        Map<String, String> environment = new HashMap<>(StudioWorker.withoutStudio());
        environment.put("ATELIER_AGENT_ENABLED", "true");
        environment.put(
                "DELIDEV_MAIN_SERVER_URL",
                "http://127.0.0.1:" + server.getAddress().getPort());
        environment.put(
                "ATELIER_AGENT_WORKER_TOKEN_FILE",
                Files.writeString(temp.resolve("token"), TOKEN).toString());
        try (Atelier atelier = Atelier.start(temp.resolve("home"), environment, "run")) {
            assertThat(nextEndpoint()).as("none unless it is wanted").isEmpty();
            String address = "http://127.0.0.1:" + freePort();
            set(atelier, "agent.worker.port", address.substring(address.lastIndexOf(':') + 1));

            assertThat(nextEndpoint()).isEqualTo(address);
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(address + "/health"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> stranger = call(address, "another", "worker.taskAvailable", "{}");
            assertThat(stranger.statusCode()).isEqualTo(401);
            assertThat(code(stranger)).isEqualTo(-32001);
            assertThat(Atelier.JSON
                            .readTree(call(address, TOKEN, "worker.taskAvailable", "{}")
                                    .body())
                            .path("result")
                            .isObject())
                    .isTrue();
            assertThat(code(call(
                            address, TOKEN, "session.submitTtyInput", "{\"request_id\":\"q\",\"response\":\"x\"}")))
                    .isEqualTo(-32003);

            set(atelier, "agent.worker.port", "0");
            assertThat(nextEndpoint()).isEmpty();
            assertThatThrownBy(() -> call(address, TOKEN, "worker.taskAvailable", "{}"))
                    .isInstanceOf(IOException.class);
            try (Socket nobody = new Socket()) {
                InetSocketAddress was = new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), URI.create(address).getPort());
                assertThatThrownBy(() -> nobody.connect(was)).isInstanceOf(ConnectException.class);
            }
        } finally {
            server.stop(0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = Atelier.JSON.readTree(exchange.getRequestBody());
            ObjectNode reply = Atelier.JSON.createObjectNode().put("jsonrpc", "2.0");
            reply.set("id", call.path("id"));
            ObjectNode result = reply.putObject("result");
            if (call.path("method").asText().equals("worker.register")) {
                assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
                        .isEqualTo("Bearer " + TOKEN);
                result.put("worker_id", "w1").put("heartbeat_interval_secs", 1);
                endpoints.add(call.at("/params/endpoint_url").asText());
            }
            byte[] body = Atelier.JSON.writeValueAsBytes(reply);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String nextEndpoint() throws InterruptedException {
        return Objects.requireNonNull(endpoints.poll(1, TimeUnit.MINUTES), "the worker did not make itself known");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void set(Atelier atelier, String setting, String value) throws Exception {
        Atelier.Cli set = atelier.cli("config", "set", setting, value);
        assertThat(set.code()).as(set.err()).isZero();
    }

    private HttpResponse<String> call(String address, String token, String method, String params) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + "/rpc"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\""
                                + method + "\",\"params\":" + params + "}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static int code(HttpResponse<String> answer) throws IOException {
        return Atelier.JSON.readTree(answer.body()).at("/error/code").asInt();
    }
}
