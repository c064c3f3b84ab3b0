package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Threads;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowClientTest {
    /** More than the server has threads. */
    private static final int MANY = 24;
    /** More than sockets buffer. */
    private static final int BIG = 24 * 1024 * 1024;

    private final ExecutorService later = Executors.newFixedThreadPool(2, Threads.named("test-later"));
    private final CountDownLatch reading = new CountDownLatch(1);
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Socket> clients = new ArrayList<>();
    private final TestJetty jetty = TestJetty.with(this::routes);

    SlowClientTest() throws Exception {}

    @AfterEach
    void stop() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        jetty.close();
        Threads.stop(later, Duration.ofSeconds(1));
    }

    private void routes(RouteTable table) {
        table.get("/hello", x -> x.text(200, "hello"))
                .post("/refused", x -> {
                    throw HttpError.json(401, "unauthorized", "no key");
                })
                .post("/read", x -> {
                    reading.countDown();
                    try {
                        x.text(200, "" + x.body(BIG).readAllBytes().length);
                    } finally {
                        ended.incrementAndGet();
                    }
                })
                .get("/big", x -> {
                    try {
                        reading.countDown();
                        x.stream(200, "image/png", BIG, new ByteArrayInputStream(new byte[BIG]));
                    } finally {
                        ended.incrementAndGet();
                    }
                })
                .get("/late", x -> {
                    x.later();
                    later.execute(() -> answer(x));
                });
    }

    private void answer(Exchange exchange) {
        InputStream bytes = new ByteArrayInputStream(new byte[BIG]) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        try {
            exchange.stream(200, "image/png", BIG, bytes);
        } catch (IOException | RuntimeException e) {
            exchange.fail(e);
        }
    }

    private Socket ask(String... lines) throws IOException {
        return ask(jetty, lines);
    }

    private Socket ask(TestJetty server, String... lines) throws IOException {
        Socket client = new Socket(server.local.getHost(), server.local.getPort());
        clients.add(client);
        client.setSoTimeout(20_000);
        String head = String.join("\r\n", lines) + "\r\nHost: localhost\r\n\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    @Test
    void aRefusalDoesNotWaitForABodyThatNeverComes() throws Exception {
        Socket client = ask("POST /refused HTTP/1.1", "Content-Length: 1000000", "Connection: close");

        String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(answer).startsWith("HTTP/1.1 401").contains("no key");
    }

    @Test
    void manyBodiesThatNeverComeLeaveThreadsForOthers() throws Exception {
        try (TestJetty patient = new TestJetty(request -> "test", null, this::routes, Duration.ofHours(1))) {
            for (int i = 0; i < MANY; i++) {
                Socket unused = ask(patient, "POST /refused HTTP/1.1", "Content-Length: 1000000");
            }

            assertThat(patient.get("/hello").body()).isEqualTo("hello");

            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLong() throws Exception {
        Socket client = ask("POST /read HTTP/1.1", "Content-Length: 1000000");
        client.getOutputStream().write('x');
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

        hurry(Pace.BODY);

        assertThat(client.getInputStream().read()).isNegative();
    }

    @Test
    void anAnswerThatNobodyReadsEnds() throws Exception {
        Socket unused = ask("GET /big HTTP/1.1");
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

        hurry(Pace.ANSWER);
    }

    /** Until the handler is waiting for the client nothing is slow, so the clock is turned and looked at again. */
    private void hurry(Duration window) {
        await().until(() -> {
            jetty.nanos.addAndGet(window.toNanos() + 1);
            jetty.pace.look();
            return ended.get() == 1;
        });
    }

    @Test
    void lateAnswersThatNobodyReadsTakeNoThread() throws Exception {
        for (int i = 0; i < MANY; i++) {
            Socket unused = ask("GET /late HTTP/1.1");
        }

        assertThat(jetty.get("/hello").body()).isEqualTo("hello");
        assertThat(closed).as("nobody has read one to its end").hasValue(0);
    }

    @Test
    void aLateAnswerThatNobodyReadsIsGivenUp() throws Exception {
        Socket unused = ask("GET /late HTTP/1.1");

        await().until(() -> {
            jetty.nanos.addAndGet(Pace.ANSWER.toNanos() + 1);
            jetty.pace.look();
            return closed.get() == 1;
        });
    }

    @Test
    void aLateAnswerIsWholeAndTheConnectionServesOn() throws Exception {
        for (int i = 1; i <= 3; i++) {
            assertThat(jetty.get("/late").body()).hasSize(BIG);
        }
        await().untilAsserted(() -> assertThat(closed).hasValue(3));
    }
}
