package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Secret;
import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.HttpRequest;
import dev.atelier.fake.studio.Route;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StudioCallsTest {
    private static final Secret SECRET = new Secret("5ec7e75ec7e7");

    private final FakeStudio studio = FakeStudio.start();
    private final StudioAddress address = StudioAddress.parse(studio.baseUrl());
    private final StudioCalls calls = new StudioCalls("studio-worker/1.2", StudioCalls.LIMIT);

    @AfterEach
    void close() {
        calls.close();
        studio.close();
    }

    private String register() throws IOException {
        String hash = Fingerprint.hash(SECRET.value());
        return calls.request(
                address,
                new Registrations.Request(
                        "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab", hash, Abilities.NONE, "studio-worker/1.2", null));
    }

    private AbstractThrowableAssert<?, ?> pollFails(Answer answer) {
        studio.answerNext(Route.POLL, answer);
        return assertThatThrownBy(() -> calls.poll(address, "rr-1", SECRET)).isInstanceOf(IOException.class);
    }

    @Test
    void aRequestSaysWhoAsksAndNothingSecret() throws IOException {
        String id = register();

        HttpRequest request = studio.nextRequest(Route.REGISTER);
        assertThat(id).isEqualTo(studio.nextRegistration().requestId());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(request.header("user-agent")).isEqualTo("studio-worker/1.2");
        assertThat(request.headers()).doesNotContainKey("authorization");
        assertThat(request.body()).doesNotContain(SECRET.value());
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    void aPollProvesItselfWithTheSecret() throws IOException {
        String id = register();
        studio.approval(Approval.approvedAs("w-7", "70ce"));

        var decision = calls.poll(address, id, SECRET);

        assertThat(decision).contains(new Registrations.Approved("w-7", new Secret("70ce")));
        assertThat(studio.nextRequest(Route.POLL).header("authorization")).isEqualTo("Bearer 5ec7e75ec7e7");
    }

    @Test
    void anUnknownRequestIsAValue() throws IOException {
        assertThat(calls.poll(address, "rr-unknown", SECRET)).isEmpty();
    }

    @Test
    void aRefusalIsToldInOneCleanShortLine() {
        pollFails(Answer.status(503, "busy\r\n\u001b[31m" + "x".repeat(9000)))
                .hasMessageStartingWith("register-poll failed: 503 — busy [31mxxx")
                .extracting(Throwable::getMessage)
                .asString()
                .hasSizeLessThan(340);
        pollFails(Answer.status(401, "")).hasMessage("register-poll failed: 401 — ");
    }

    @Test
    void aRefusalThatRepeatsTheSecretDoesNotGetItIntoTheLog() {
        pollFails(Answer.status(401, "no: Bearer 5ec7e75ec7e7"))
                .hasMessage("register-poll failed: 401 — no: Bearer ***");
    }

    @Test
    void aFailingRequestNamesItself() {
        studio.answerNext(Route.REGISTER, Answer.status(429, "slow down"));

        assertThatThrownBy(this::register).hasMessage("register-request failed: 429 — slow down");
    }

    @Test
    void redirectsAreNotFollowed() {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            pollFails(Answer.status(status, "").withHeader("Location", studio.baseUrl() + "/elsewhere"))
                    .hasMessage("register-poll failed: " + status + " — ");
        }

        assertThat(studio.requests()).hasSize(5);
    }

    @Test
    void aCallIsNeverRepeatedByItself() {
        pollFails(Answer.status(503, "").withHeader("Retry-After", "0"));
        pollFails(Answer.status(408, ""));
        pollFails(Answer.status(401, "").withHeader("WWW-Authenticate", "Basic realm=x"));
        pollFails(Answer.drop()).hasMessageStartingWith("register-poll failed: ");

        assertThat(studio.requests()).hasSize(4);
    }

    @Test
    void whatIsNoAnswerIsRefusedWithoutRepeatingIt() {
        pollFails(Answer.status(200, "70ce"))
                .hasMessage("register-poll failed: the studio's answer is not JSON")
                .hasNoCause();
        pollFails(Answer.status(200, "{\"status\":\"70ce\"}"))
                .hasMessageContaining("status")
                .hasMessageNotContaining("70ce")
                .hasNoCause();
        pollFails(Answer.status(200, "{\"status\":\"approved\",\"workerId\":\"w\",\"authToken\":\"70\\n0ce\"}"))
                .hasMessageContaining("authToken cannot be sent")
                .hasMessageNotContaining("0ce");
    }

    @Test
    void anAnswerIsBounded() {
        pollFails(Answer.status(200, "{\"status\":\"pending\",\"x\":\"" + "x".repeat(65 * 1024) + "\"}"))
                .hasMessage("register-poll failed: the studio's answer is larger than 65536 bytes");
    }

    @Test
    void aStudioThatDoesNotAnswerCostsTheLimitOnly() {
        studio.answer(Route.POLL, any -> Answer.half(200, "{\"status\":"));
        try (StudioCalls hurried = new StudioCalls("studio-worker/1.2", Duration.ofMillis(50))) {
            assertThatThrownBy(() -> hurried.poll(address, "rr-1", SECRET))
                    .hasMessageStartingWith("register-poll failed: no answer within");
        }
    }

    @Test
    void aRunningCallCanBeGivenUp() {
        studio.answer(Route.POLL, any -> Answer.hang());
        CompletableFuture<Void> givenUp = CompletableFuture.runAsync(
                () -> {
                    studio.nextRequest(Route.POLL);
                    calls.abandon();
                },
                task -> dev.atelier.common.api.Threads.named("test")
                        .newThread(task)
                        .start());

        assertThatThrownBy(() -> calls.poll(address, "rr-1", SECRET)).hasMessageStartingWith("register-poll failed: ");

        givenUp.join();
    }

    @Test
    void nothingIsAskedAfterTheEnd() {
        calls.close();

        assertThatThrownBy(() -> calls.poll(address, "rr-1", SECRET)).isInstanceOf(IOException.class);

        assertThat(studio.requests()).isEmpty();
    }

    @Test
    void noConnectionOutlivesItsCall() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> afterTheAnswer = new CompletableFuture<>();
            Thread serving = dev.atelier.common.api.Threads.named("test").newThread(() -> {
                try (var socket = server.accept()) {
                    var in = socket.getInputStream();
                    String head = "";
                    while (!head.endsWith("\r\n\r\n")) {
                        head += (char) in.read();
                    }
                    String body = "{\"status\":\"pending\"}";
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: " + body.length()
                                            + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.UTF_8));
                    afterTheAnswer.complete(in.read());
                } catch (IOException e) {
                    afterTheAnswer.completeExceptionally(e);
                }
            });
            serving.start();

            calls.poll(StudioAddress.parse("http://127.0.0.1:" + server.getLocalPort()), "rr-1", SECRET);

            assertThat(afterTheAnswer.get(10, java.util.concurrent.TimeUnit.SECONDS))
                    .isEqualTo(-1);
            serving.join();
        }
    }

    @Test
    void nobodyListeningIsAFailure() {
        studio.down();

        assertThatThrownBy(() -> calls.poll(address, "rr-1", SECRET))
                .hasMessageStartingWith("register-poll failed: ")
                .satisfies(e -> assertThat(Objects.toString(e)).doesNotContain(SECRET.value()));
    }
}
