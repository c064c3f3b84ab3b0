package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.common.api.Threads;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateAnswerTest {
    /** More than the server has threads. */
    private static final int MANY = 40;

    private final ExecutorService later = Executors.newSingleThreadExecutor(Threads.named("test-later"));
    private final BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger gone = new AtomicInteger();
    private final TestJetty jetty;

    private final Path file;

    LateAnswerTest(@TempDir Path folder) throws Exception {
        file = folder.resolve("file");
        jetty = new TestJetty(
                request -> "test",
                error -> Json.object().put("said", error.getMessage()).put("plain", error.code() == null),
                this::routes);
    }

    @AfterEach
    void stop() {
        jetty.close();
        Threads.stop(later, Duration.ofSeconds(1));
    }

    private void routes(RouteTable table) {
        table.get("/file", x -> {
                    x.later();
                    x.file("text/plain", file);
                })
                .get("/text", x -> soon(x, () -> x.text(200, "late")))
                .get(
                        "/events",
                        x -> soon(
                                x,
                                () -> x.events(stream -> {
                                    stream.send("", "", "one");
                                    stream.close();
                                })))
                .get(
                        "/refused",
                        x -> soon(x, () -> {
                            throw HttpError.json(409, "no", "not now").withHeader("Retry-After", "2");
                        }))
                .get("/thrown", x -> {
                    x.later();
                    throw HttpError.plain(503, "busy");
                })
                .get("/wait", x -> {
                    x.later();
                    x.whenGone(gone::incrementAndGet);
                    waiting.add(x);
                });
    }

    private interface Answer {
        void give() throws IOException;
    }

    private void soon(Exchange exchange, Answer answer) {
        exchange.later();
        later.execute(() -> {
            try {
                answer.give();
            } catch (IOException | RuntimeException e) {
                exchange.fail(e);
            }
        });
    }

    @Test
    void anAnswerComesFromAnotherThread() throws Exception {
        assertThat(jetty.get("/text").body()).isEqualTo("late");
        assertThat(jetty.get("/text").body()).as("the connection serves on").isEqualTo("late");
    }

    @Test
    void aFileIsServedLaterWholeAndInParts() throws Exception {
        Files.writeString(file, "0123456789");

        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(jetty.local + "/file"));
        assertThat(jetty.get("/file").body()).isEqualTo("0123456789");
        HttpResponse<String> part = jetty.send(request.header("Range", "bytes=2-4"));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(jetty.send(request.copy().method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEmpty();
    }

    @Test
    void eventsBeginLater() throws Exception {
        assertThat(jetty.get("/events").body()).startsWith("data: one\n\n");
    }

    @Test
    void errorsKeepTheirFormWhoeverMakesThem() throws Exception {
        HttpResponse<String> refused = jetty.get("/refused");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.headers().firstValue("retry-after")).contains("2");
        assertThat(refused.body()).isEqualTo("{\"said\":\"not now\",\"plain\":false}");
        assertThat(jetty.get("/thrown").body()).isEqualTo("{\"said\":\"busy\",\"plain\":true}");
        assertThat(jetty.get("/nowhere").body()).isEqualTo("{\"said\":\"not found\",\"plain\":true}");
    }

    @Test
    void thoseWhoWaitTakeNoThread() throws Exception {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        ExecutorService clients = Executors.newFixedThreadPool(MANY, Threads.named("test-client"));
        for (int i = 0; i < MANY; i++) {
            asked.add(CompletableFuture.supplyAsync(this::askAndWait, clients));
        }

        for (int i = 0; i < MANY; i++) {
            Exchange exchange = waiting.poll(10, TimeUnit.SECONDS);
            assertThat(exchange).isNotNull();
            later.execute(() -> text(exchange));
        }

        assertThat(asked).allSatisfy(answer -> assertThat(answer.get(10, TimeUnit.SECONDS))
                .isEqualTo("done"));
        assertThat(gone).hasValue(0);
        Threads.stop(clients, Duration.ofSeconds(1));
    }

    private String askAndWait() {
        try {
            return jetty.get("/wait").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void text(Exchange exchange) {
        try {
            exchange.text(200, "done");
        } catch (IOException e) {
            exchange.fail(e);
        }
    }

    @Test
    void aClientThatLeavesIsNoticedAndItsLateAnswerHurtsNobody() throws Exception {
        Exchange exchange;
        try (Socket client = new Socket(jetty.local.getHost(), jetty.local.getPort())) {
            client.getOutputStream()
                    .write("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            exchange = waiting.poll(5, TimeUnit.SECONDS);
        }

        await().untilAsserted(() -> assertThat(gone).hasValue(1));
        text(exchange);
        exchange.fail(new IllegalStateException("a second answer"));

        assertThat(jetty.get("/text").body()).isEqualTo("late");
    }
}
