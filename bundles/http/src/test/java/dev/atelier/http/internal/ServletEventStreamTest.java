package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.http.api.Exchange.EventStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServletEventStreamTest {
    private final BlockingQueue<EventStream> opened = new ArrayBlockingQueue<>(200);
    private final AtomicInteger closed = new AtomicInteger();
    private TestJetty jetty;

    @BeforeEach
    void start() throws Exception {
        jetty = TestJetty.with(table -> table.get(
                "/events",
                exchange -> exchange.events(stream -> {
                    stream.onClose(closed::incrementAndGet);
                    stream.send("1", "hello", "{}");
                    opened.add(stream);
                })));
    }

    @AfterEach
    void stop() throws Exception {
        jetty.close();
    }

    @Test
    void eventsArriveAsTheyAreSentAndTheStreamEndsWhenClosed() throws Exception {
        try (Socket socket = connect()) {
            EventStream stream = next();
            assertThat(stream.send("2", "job", "a\nb")).isTrue();
            stream.send("", "", "[DONE]");
            stream.close();

            List<String> lines = data(socket);

            assertThat(lines).containsSubsequence("id: 1", "event: hello", "data: {}", "", "id: 2", "event: job");
            assertThat(lines).containsSubsequence("data: a", "data: b", "", "data: [DONE]", "");
            assertThat(stream.send("3", "job", "{}")).isFalse();
            await().until(() -> closed.get() == 1);
        }
    }

    @Test
    void aLineBreakInATypeCannotForgeAnEvent() {
        assertThat(new String(ServletEventStream.format("1\ndata: x", "a\r\nb", "{}"), StandardCharsets.UTF_8))
                .isEqualTo("id: 1 data: x\nevent: a  b\ndata: {}\n\n");
    }

    @Test
    void aClientThatLeftIsNoticedAtTheHeartbeat() throws Exception {
        connect().close();
        next();

        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            jetty.streams.beat();
            return closed.get() == 1;
        });
        assertThat(jetty.streams.count()).isZero();
    }

    @Test
    void aClientThatDoesNotReadIsDroppedAndHoldsNobodyUp() throws Exception {
        String big = "x".repeat(64 * 1024);
        Socket slow = connect();
        EventStream flooded = next();
        try (slow;
                Socket good = connect()) {
            EventStream other = next();

            int sent = 0;
            while (flooded.send("", "", big) && sent < 10_000) {
                sent++;
            }
            other.send("9", "after", "{}");
            other.close();

            assertThat(sent).isLessThan(10_000);
            assertThat(data(good)).contains("event: after");
            await().until(() -> closed.get() == 2);
        }
    }

    @Test
    void thereAreOnlySoManyStreams() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < EventStreams.MAX; i++) {
                sockets.add(connect());
                next();
            }

            assertThat(TestJetty.raw(jetty.local, "GET /events HTTP/1.1", "Host: a", "Connection: close"))
                    .startsWith("HTTP/1.1 503")
                    .contains("too_many_streams");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(jetty.local.getHost(), jetty.local.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private EventStream next() throws InterruptedException {
        EventStream stream = opened.poll(10, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }

    private static List<String> data(Socket socket) throws Exception {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                .lines()
                .toList();
    }
}
