package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientWatchTest {
    private static final String POST = "POST /work HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\r\n{\"a\":1}";

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger gone = new AtomicInteger();
    private final TestJetty jetty;

    ClientWatchTest() throws Exception {
        jetty = TestJetty.with(this::routes);
    }

    @AfterEach
    void stop() {
        release.countDown();
        jetty.close();
    }

    private void routes(RouteTable table) {
        table.post("/work", exchange -> {
                    exchange.json();
                    work(exchange);
                })
                .get("/work", this::work)
                .get("/quick", exchange -> {
                    exchange.whenGone(gone::incrementAndGet);
                    exchange.text(200, "quick");
                })
                .get("/refused", exchange -> {
                    exchange.whenGone(gone::incrementAndGet);
                    throw HttpError.plain(503, "busy");
                });
    }

    /** Works until the client leaves or the test says so. */
    private void work(Exchange exchange) throws IOException, InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        exchange.whenGone(() -> {
            gone.incrementAndGet();
            left.countDown();
        });
        seen.add("works");
        while (left.getCount() > 0 && release.getCount() > 0) {
            var unused = left.await(5, TimeUnit.MILLISECONDS);
        }
        if (left.getCount() == 0) {
            exchange.whenGone(() -> seen.add("gone"));
        }
        exchange.text(200, "done");
    }

    private void awaitSeen(String event) throws InterruptedException {
        assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(event);
    }

    @Test
    void aClientThatClosesIsNoticedWhileTheHandlerWorks() throws Exception {
        try (Socket client = open(jetty.local, POST)) {
            awaitSeen("works");
            assertThat(client.isConnected()).isTrue();
        }

        awaitSeen("gone");
        assertThat(gone).hasValue(1);
    }

    @Test
    void soIsOneThatBreaksTheLine() throws Exception {
        try (Socket client = open(jetty.local, get("/work"))) {
            awaitSeen("works");
            client.setSoLinger(true, 0);
        }

        awaitSeen("gone");
    }

    @Test
    void aClientThatStaysGetsItsAnswerAndTheLineServesOn() throws Exception {
        try (Socket client = open(jetty.local, POST)) {
            awaitSeen("works");
            release.countDown();
            assertThat(answer(client)).contains("200").contains("done");

            send(client, get("/quick"));
            assertThat(answer(client)).contains("200").contains("quick");
        }
        assertThat(gone).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/quick", "/refused"})
    void manyWatchedRequestsGoOverOneLine(String path) throws Exception {
        try (Socket client = open(jetty.local, get(path))) {
            String first = answer(client);
            for (int i = 0; i < 200; i++) {
                send(client, get(path));
                assertThat(answer(client)).isEqualTo(first);
            }
        }
        assertThat(gone).hasValue(0);
    }

    @Test
    void bytesThatComeTooEarlyAreNoEndButSpoilTheLineForTheNextRequest() {
        try (var line = new ByteArrayEndPoint()) {
            var watch = new ClientWatch(line);
            watch.whenGone(gone::incrementAndGet);

            line.addInput("G");
            watch.succeeded();

            assertThat(watch.end()).isFalse();
            assertThat(gone).hasValue(0);
        }
    }

    @Test
    void afterTheEndTheLineIsFreeAndNothingIsTold() {
        try (var line = new ByteArrayEndPoint()) {
            var watch = new ClientWatch(line);
            watch.whenGone(gone::incrementAndGet);
            assertThat(line.isFillInterested()).isTrue();

            assertThat(watch.end()).isTrue();
            assertThat(watch.end()).isTrue();

            assertThat(line.isFillInterested()).isFalse();
            watch.whenGone(gone::incrementAndGet);
            line.addInputEOF();
            watch.succeeded();
            assertThat(gone).hasValue(0);
        }
    }

    @Test
    void oneActionThatFailsDoesNotKeepTheOthersFromRunning() {
        try (var line = new ByteArrayEndPoint()) {
            var watch = new ClientWatch(line);
            watch.whenGone(() -> {
                throw new IllegalStateException("no");
            });
            watch.whenGone(gone::incrementAndGet);

            line.close(new IOException("cut"));

            assertThat(gone).hasValue(1);
        }
    }

    private static Socket open(URI listener, String request) throws IOException {
        Socket socket = new Socket(listener.getHost(), listener.getPort());
        socket.setSoTimeout(5_000);
        send(socket, request);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** One answer of a line that stays open; its headers without the date. */
    private static String answer(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("date:")) {
                text.append(line).append('\n');
            }
            if (lower.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
            read += in.read(body, read, length - read);
        }
        return text.append(body).toString();
    }
}
