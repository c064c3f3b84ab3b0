package dev.atelier.engine.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilterProxyTest {
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> headers = new LinkedBlockingQueue<>();
    private final HttpServer site;
    private final String there;

    FilterProxyTest() throws IOException {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        there = "localhost:" + site.getAddress().getPort();
    }

    @BeforeEach
    void start() {
        site.createContext("/", exchange -> {
            headers.add(exchange.getRequestHeaders().keySet().toString());
            byte[] body = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        site.start();
    }

    @AfterEach
    void stop() {
        site.stop(0);
    }

    private String ask(FilterProxy proxy, String request) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket()))) {
            client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void passesOnAPlainRequestWithItsBody() throws Exception {
        try (FilterProxy proxy = new FilterProxy(new AllowList(List.of(there)), refused::add)) {
            String answer = ask(
                    proxy,
                    "POST http://" + there + "/a?b HTTP/1.1\r\nHost: elsewhere.test\r\nProxy-Connection: x\r\n"
                            + "X-Mine: 1\r\nContent-Length: 5\r\n\r\nhello");

            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("POST /a?b hello");
            assertThat(headers.take()).contains("X-mine").doesNotContain("Proxy-connection");
        }
    }

    @Test
    void isATunnelForWhatIsAllowed() throws Exception {
        try (FilterProxy proxy = new FilterProxy(new AllowList(List.of(there)), refused::add)) {
            String answer = ask(
                    proxy,
                    "CONNECT " + there + " HTTP/1.1\r\n\r\nGET /in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200")
                    .endsWith("GET /in ");
        }
    }

    @Test
    void refusesTheRestAndSaysSo() throws Exception {
        try (FilterProxy proxy = new FilterProxy(new AllowList(List.of("*.test")), refused::add)) {
            assertThat(ask(proxy, "CONNECT " + there + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
            assertThat(ask(proxy, "GET http://" + there + "/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403")
                    .contains("localhost is not among the hosts");
            assertThat(refused.poll(20, TimeUnit.SECONDS)).isEqualTo(there);
            assertThat(ask(proxy, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).isEmpty();
            assertThat(ask(proxy, "GET http://user@a.test/ HTTP/1.1\r\n\r\n")).isEmpty();
            assertThat(headers).isEmpty();
        }
    }

    @Test
    void leadsToTheStudiosModelsAndToNothingElseOfIt() throws Exception {
        StudioModels studio = new StudioModels(URI.create("http://" + there));
        try (FilterProxy proxy = new FilterProxy(new AllowList(List.of(), studio), refused::add)) {
            assertThat(studio.url()).isEqualTo("http://studio.atelier.internal/v1");
            assertThat(ask(proxy, "GET " + studio.url() + "/models?x=/../ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("GET /v1/models?x=/../ ");
            for (String path : List.of("/v1/../rpc", "/rpc", "/v1", "/v1/%2e%2e/rpc", "/v1/..;/rpc")) {
                assertThat(ask(proxy, "GET http://studio.atelier.internal" + path + " HTTP/1.1\r\n\r\n"))
                        .as(path)
                        .startsWith("HTTP/1.1 403");
            }
            assertThat(ask(proxy, "DELETE " + studio.url() + "/models HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(ask(proxy, "CONNECT studio.atelier.internal:80 HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(ask(proxy, "GET http://" + there + "/v1/models HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        FilterProxy proxy = new FilterProxy(new AllowList(List.of()), refused::add);
        Path socket = proxy.socket();
        proxy.close();

        assertThat(Files.exists(socket)).isFalse();
        assertThat(socket.getParent()).doesNotExist();
    }
}
