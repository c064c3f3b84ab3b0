package dev.atelier.engine.host.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that says exactly what the test wants. */
class LocalHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BEYOND_BUFFERS = 64 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = open();
    private final LocalHttp http = new LocalHttp(server.getLocalPort(), Map.of("Authorization", "Bearer key"));

    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** Answers one request with this and hangs up. */
    private CompletableFuture<List<String>> answer(String text) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket caller = server.accept()) {
                        List<String> lines = request(caller);
                        caller.getOutputStream().write(text.getBytes(UTF_8));
                        return lines;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
    }

    private static List<String> request(Socket caller) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
        List<String> lines = new ArrayList<>();
        int length = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
            length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
        }
        char[] body = new char[length];
        int read = length == 0 ? 0 : in.read(body);
        lines.add(new String(body, 0, read));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellorest",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\nhello",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello"
            })
    void readsAnswersHoweverTheyEnd(String text) throws Exception {
        var asked = answer(text);

        LocalHttp.Reply reply = http.post("/x", "{}".getBytes(UTF_8), PATIENCE, 100);

        assertThat(reply.ok()).isTrue();
        assertThat(reply.text()).isEqualTo("hello");
        assertThat(asked.get())
                .contains("POST /x HTTP/1.1", "Authorization: Bearer key", "Content-Length: 2", "Connection: close")
                .endsWith("{}");
    }

    @Test
    void sendsABodyOfAnotherType() throws Exception {
        var asked = answer("HTTP/1.1 200 OK\r\n\r\nhello");

        try (LocalExchange exchange =
                http.open("POST", "/x", "multipart/form-data; boundary=b", "--b--".getBytes(UTF_8), PATIENCE)) {
            assertThat(exchange.reply(PATIENCE, 100).text()).isEqualTo("hello");
        }
        assertThat(asked.get())
                .contains("Content-Type: multipart/form-data; boundary=b", "Content-Length: 5")
                .endsWith("--b--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Len",
                "SSH-2.0-x\r\n\r\n",
                ""
            })
    void anAnswerThatBreaksOffIsNone(String text) {
        var unused = answer(text);

        assertThatThrownBy(() -> http.get("/x", PATIENCE, 100)).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerBeyondItsBoundIsNone() {
        var unused = answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        assertThatThrownBy(() -> http.get("/x", PATIENCE, 4)).hasMessageContaining("longer than 4 bytes");
    }

    @Test
    void closingEndsAReadAtOnceAndTheServerHearsOfIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Future<Integer> heard = threads.submit(() -> {
            try (Socket caller = server.accept()) {
                request(caller);
                asked.countDown();
                return caller.getInputStream().read();
            }
        });
        LocalExchange exchange = http.open("GET", "/slow", null, Duration.ofMinutes(5));
        Future<Integer> status = threads.submit(exchange::status);
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

        exchange.close();

        assertThatThrownBy(() -> status.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void closingEndsTheSendingOfARequestNobodyReads() throws Exception {
        LocalExchange exchange = http.open("POST", "/x", new byte[BEYOND_BUFFERS], Duration.ofMinutes(5));
        Future<Integer> status = threads.submit(exchange::status);
        try (Socket caller = server.accept()) {
            assertThat(caller.getInputStream().read()).isEqualTo('P');

            exchange.close();

            assertThatThrownBy(() -> status.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsClosedBeforeItIsSentIsNeverSent() throws Exception {
        LocalExchange exchange = http.open("POST", "/x", new byte[1], PATIENCE);

        exchange.close();

        assertThatThrownBy(exchange::status).isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatDoesNotReadTheRequestIsGivenUp() {
        assertThatThrownBy(() -> http.post("/x", new byte[BEYOND_BUFFERS], Duration.ofMillis(200), 100))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageEndingWith("within 200 ms");
    }

    @Test
    void anAnswerThatComesByteByByteHasALimitToo() {
        CountDownLatch never = new CountDownLatch(1);
        Future<?> unused = threads.submit(() -> {
            try (Socket caller = server.accept()) {
                while (!never.await(10, TimeUnit.MILLISECONDS)) {
                    caller.getOutputStream().write('H');
                }
            }
            return null;
        });

        assertThatThrownBy(() -> http.get("/x", Duration.ofMillis(200), 100))
                .hasMessage("the server did not answer within 200 ms");
    }

    @Test
    void anAnswerThatDoesNotComeAtAllIsSaidToBeMissing() {
        Duration limit = Duration.ofMillis(200);

        assertThatThrownBy(() -> http.get("/x", limit, 100)).hasMessage("the server did not answer within 200 ms");
        assertThatThrownBy(() -> http.open("GET", "/x", null, limit).status())
                .hasMessage("the server said nothing for 200 ms");
    }

    @Test
    void nobodyListensOnAFreePort() throws Exception {
        LocalHttp nobody = new LocalHttp(LocalHttp.freePort(), Map.of());

        assertThatThrownBy(() -> nobody.get("/", PATIENCE, 10)).isInstanceOf(IOException.class);
    }
}
