package dev.atelier.fake.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.LogEntry;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FakeStudioTest {
    private final FakeStudio studio = FakeStudio.start();

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void registersAWorkerAndTellsItTheOperatorsDecision() throws Exception {
        String requestId = register("1", "the secret");

        assertThat(register("1", "the secret")).as("asked twice").isEqualTo(requestId);
        assertThat(poll(requestId, "the secret")).contains("pending");
        studio.approval(Approval.approved());
        var approved = (Registrations.Approved)
                Registrations.decision(new ObjectMapper().readTree(poll(requestId, "the secret")));
        assertThat(approved.workerId()).isEqualTo("w-1");
        assertThat(studio.knows("w-1", approved.authToken().value())).isTrue();
        assertThat(poll(requestId, "the secret"))
                .doesNotContain(approved.authToken().value());
        assertThat(studio.violations()).isEmpty();
        assertThat(studio.nextRegistration().requestId()).isEqualTo(requestId);
    }

    @Test
    void anotherSecretMakesAnotherRequest() throws Exception {
        String first = register("1", "one");
        String second = register("1", "two");

        assertThat(second).isNotEqualTo(first);
        assertThat(status(first, "one")).isEqualTo(404);
        assertThat(status(second, "one")).isEqualTo(401);
        assertThat(studio.violations()).containsExactly("poll with a wrong bearer");
    }

    @Test
    void rejectsAndForgetsRequests() throws Exception {
        String requestId = register("1", "s");

        studio.approval(Approval.rejected("unknown machine"));
        assertThat(poll(requestId, "s")).isEqualTo("{\"status\":\"rejected\",\"reason\":\"unknown machine\"}");
        studio.approval(Approval.notFound());
        assertThat(status(requestId, "s")).isEqualTo(404);
    }

    @Test
    void answersAsItIsTold() throws Exception {
        studio.answerNext(
                Route.REGISTER,
                Answer.status(429, "slow down").withHeader("Retry-After", "1"),
                Answer.drop(),
                Answer.usual().delayedUntil(CompletableFuture.runAsync(() -> {}, Runnable::run)));

        var refused = TestWorker.post(studio.uri("/workers/register-request"), body("1", "s"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThatThrownBy(() -> register("1", "s")).isInstanceOf(IOException.class);
        assertThat(register("1", "s")).startsWith("rr-");
        assertThat(studio.requests(Route.REGISTER)).hasSize(3);
    }

    @Test
    void listensBelowAPath() throws Exception {
        try (FakeStudio below = FakeStudio.startBelow("/custom")) {
            var answer = TestWorker.post(below.uri("/workers/register-request"), body("1", "s"));

            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(below.uri("/x").getPath()).isEqualTo("/custom/graphics/api/x");
        }
    }

    @Test
    void leadsASessionThroughAJsonJob() throws Exception {
        TestWorker worker = session();
        FakeSession session = studio.nextWelcomed();
        assertThat(worker.hears()).isInstanceOf(StudioFrame.Welcome.class);
        worker.say(new WorkerFrame.Heartbeat(TestWorker.CAPABILITIES, null));
        assertThat(worker.hears()).isEqualTo(new StudioFrame.HeartbeatAck());

        JobOffer offer = session.offer(Claims.llm("j-1", "hi"));
        assertThat(((StudioFrame.Offer) worker.hears()).claim()).isEqualTo(Claims.llm("j-1", "hi"));
        worker.say(new WorkerFrame.Accept("j-1"));
        offer.awaitAccepted();
        worker.say(new WorkerFrame.CompleteJson("j-1", "{\"a\":null}", "hi"));

        assertThat(worker.hears()).isEqualTo(new StudioFrame.CompleteAck("j-1"));
        assertThat(offer.awaitOutcome()).isEqualTo(new Outcome.Json("{\"a\":null}", "hi"));
        assertThat(session.next(WorkerFrame.Accept.class).jobId()).isEqualTo("j-1");
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    void takesRejectionsFailuresAndLogs() throws Exception {
        TestWorker worker = session();
        FakeSession session = studio.nextWelcomed();
        JobOffer busy = session.offer(Claims.image("j-1", "a fox"));
        worker.say(new WorkerFrame.Reject("j-1", "busy", RejectCode.BUSY));
        assertThat(busy.awaitOutcome()).isEqualTo(new Outcome.Rejected("busy", RejectCode.BUSY));
        JobOffer unknown = session.offerText("j-2", "{\"type\":\"offer\",\"claim\":{\"jobId\":\"j-2\"}}");
        worker.say(new WorkerFrame.Fail("j-2", "no such engine", false));
        assertThat(unknown.awaitOutcome(Outcome.Failed.class).retryable()).isFalse();
        worker.say(new WorkerFrame.LogBatch(List.of(
                new LogEntry(Instant.parse("2026-05-25T12:00:00Z"), LogEntry.Level.INFO, "ws", "hello", null))));

        assertThat(studio.nextLog(any -> true).message()).isEqualTo("hello");
        assertThat(studio.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storesAnUploadOnce(boolean chunked) throws Exception {
        session();
        studio.nextWelcomed(); // else the next one ends it before its hello is read
        TestWorker worker = session();
        FakeSession session = studio.nextWelcomed();
        JobOffer offer = session.offer(Claims.image("j-1", "a fox"));
        worker.say(new WorkerFrame.Accept("j-1"));
        offer.awaitAccepted();
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        System.arraycopy("\r\n--X\r\n--X".getBytes(StandardCharsets.US_ASCII), 0, bytes, 65_500, 10);

        assertThat(TestWorker.upload(studio, "w-1", "t", "j-1", bytes, chunked).statusCode())
                .isEqualTo(200);
        assertThat(TestWorker.upload(studio, "w-1", "t", "j-1", bytes, chunked).statusCode())
                .as("again")
                .isEqualTo(409);
        assertThat(TestWorker.upload(studio, "w-1", "other", "j-1", bytes, chunked)
                        .statusCode())
                .isEqualTo(401);

        Upload upload = offer.awaitOutcome(Outcome.Binary.class).upload();
        assertThat(upload.bytes()).isEqualTo(bytes);
        assertThat(upload.sha256()).isEqualTo(sha256(bytes));
        assertThat(List.of(upload.prompt(), upload.ext(), upload.filename(), upload.contentType()))
                .containsExactly("a fox", "png", "j-1.png", "image/png");
        assertThat(studio.uploads().stream().map(Upload::stored)).containsExactly(true, false, false);
        assertThat(studio.violations()).containsExactly("upload with a wrong bearer");
    }

    @Test
    void canStoreAResultAndNotSaySo() throws Exception {
        TestWorker worker = session();
        JobOffer offer = studio.nextWelcomed().offer(Claims.image("j-1", "a fox"));
        worker.say(new WorkerFrame.Accept("j-1"));
        offer.awaitAccepted();
        studio.answerNext(Route.COMPLETE, Answer.lost());

        assertThatThrownBy(() -> TestWorker.upload(studio, "w-1", "t", "j-1", new byte[10], false))
                .isInstanceOf(IOException.class);

        assertThat(offer.awaitOutcome(Outcome.Binary.class).upload().size()).isEqualTo(10);
    }

    @Test
    void releasesTheJobsOfASessionThatIsLost() throws Exception {
        TestWorker worker = session();
        FakeSession session = studio.nextWelcomed();
        JobOffer offer = session.offer(Claims.image("j-1", "a fox"));
        worker.say(new WorkerFrame.Accept("j-1"));
        offer.awaitAccepted();

        session.destroy();

        assertThat(offer.awaitOutcome()).isEqualTo(new Outcome.Lost());
        assertThat(session.awaitClosed().code()).isEqualTo(1006);
        assertThat(TestWorker.upload(studio, "w-1", "t", "j-1", new byte[10], false)
                        .statusCode())
                .isEqualTo(409);
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    void refusesAWorkerItDoesNotKnow() {
        assertThatThrownBy(() -> TestWorker.connect(studio, "w-1", "t"))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("WebSocketHandshakeException");
        assertThat(studio.nextUpgrade().status()).isEqualTo(401);
    }

    @Test
    void closesTheOlderSessionOfAWorker() throws Exception {
        TestWorker first = session();
        studio.nextWelcomed();

        session();

        assertThat(first.hears()).isInstanceOf(StudioFrame.Welcome.class);
        assertThat(first.hears())
                .isEqualTo(new StudioFrame.Failure(StudioErrorCode.DUPLICATE_WORKER, "connected again"));
        assertThat(first.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4003);
    }

    @Test
    void writesDownWhatAWorkerMustNotDo() throws Exception {
        studio.enforcing(false);
        studio.admit("w-1", "t");
        TestWorker worker = TestWorker.connect(studio, "w-1", "t");
        FakeSession session = studio.nextSession();
        worker.say(new WorkerFrame.ReadyForMore());
        worker.say(new WorkerFrame.Hello(new Secret("t"), TestWorker.CAPABILITIES));
        worker.say(new WorkerFrame.Hello(new Secret("t"), TestWorker.CAPABILITIES));
        session.offer(Claims.llm("j-1", "hi"));
        session.offer(Claims.llm("j-2", "hi"));
        worker.say(new WorkerFrame.CompleteJson("j-1", "1", null));
        worker.say(new WorkerFrame.Accept("j-2"));
        worker.say(new WorkerFrame.Accept("j-2"));
        worker.say(new WorkerFrame.Reject("j-2", "busy", RejectCode.BUSY));
        worker.say(new WorkerFrame.Fail("j-3", "no", true));
        worker.sayText("{\"type\":\"heartbeat\",\"currentJobId\":null,\"capabilities\":" + capabilitiesJson() + "}");
        worker.sayText("nonsense");
        worker.socket().sendBinary(ByteBuffer.wrap(new byte[1]), true).join();
        worker.socket().sendClose(4000, "bye").join();
        session.awaitClosed();

        assertThat(studio.violations().stream().map(v -> v.replace("session 1: ", "")))
                .containsExactly(
                        "ReadyForMore before hello",
                        "hello twice",
                        "result of j-1 without accept",
                        "accept of j-2 twice",
                        "reject of j-2 after accept",
                        "result of j-3, which this session does not hold",
                        "frame.currentJobId is null, not absent",
                        "a frame that cannot be read: document is not JSON",
                        "a binary message",
                        "closed with 4000 bye");
    }

    @Test
    void closesAWorkerThatBreaksTheRules() throws Exception {
        TestWorker worker = session();
        worker.say(new WorkerFrame.Accept("j-9"));

        assertThat(worker.hears()).isInstanceOf(StudioFrame.Welcome.class);
        assertThat(worker.hears()).isInstanceOf(StudioFrame.Failure.class);
        assertThat(worker.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4002);
    }

    @Test
    void comesBackOnTheSamePort() throws Exception {
        TestWorker worker = session();
        studio.nextWelcomed();
        String before = studio.baseUrl();

        studio.restart();

        assertThat(worker.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1006);
        assertThat(studio.baseUrl()).isEqualTo(before);
        TestWorker again = session();
        assertThat(studio.nextWelcomed().number()).isEqualTo(2);
        assertThat(again.hears()).isInstanceOf(StudioFrame.Welcome.class);
    }

    @Test
    void fallsSilentAndComesBack() throws Exception {
        TestWorker worker = session();
        FakeSession session = studio.nextWelcomed();
        assertThat(worker.hears()).isInstanceOf(StudioFrame.Welcome.class);

        studio.stall();
        worker.say(new WorkerFrame.Heartbeat(TestWorker.CAPABILITIES, null));
        session.next(WorkerFrame.Heartbeat.class);
        session.sendText("{\"type\":\"failAck\",\"jobId\":\"only this\"}");

        assertThat(worker.hears()).isEqualTo(new StudioFrame.FailAck("only this"));
        studio.restart();
        assertThat(register("1", "s")).startsWith("rr-");
    }

    @Test
    void speaksInPartsAndPings() throws Exception {
        TestWorker worker = session();
        FakeSession session = studio.nextWelcomed();
        assertThat(worker.hears()).isInstanceOf(StudioFrame.Welcome.class);

        session.sendInParts("{\"type\":\"failAck\",", "\"jobId\":", "\"j\"}");
        session.ping("still there?");
        worker.socket().sendText("{\"type\":\"acc", false).join();
        worker.socket().sendText("ept\",\"jobId\":\"j\"}", true).join();

        assertThat(worker.hears()).isEqualTo(new StudioFrame.FailAck("j"));
        assertThat(session.nextPong()).isEqualTo("still there?");
        assertThat(session.next(WorkerFrame.Accept.class)).isEqualTo(new WorkerFrame.Accept("j"));
    }

    @Test
    void saysWhatItSawWhenAWaitIsInVain() {
        studio.patience(Duration.ofMillis(20));
        studio.violation("something odd");

        assertThatThrownBy(studio::nextSession)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no session within 20 ms")
                .hasMessageContaining("something odd");
    }

    @Test
    void leavesNoThreadBehind() {
        session();
        studio.nextWelcomed();
        long before = threads();

        studio.close();

        assertThat(before).isPositive();
        // An executor says it has ended a moment before its threads have.
        await().untilAsserted(() -> assertThat(threads()).isZero());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fake-studio") && thread.isAlive())
                .count();
    }

    private TestWorker session() {
        studio.admit("w-1", "t");
        return TestWorker.greeted(studio, "w-1", "t");
    }

    private String register(String install, String secret) throws Exception {
        var answer = TestWorker.post(studio.uri("/workers/register-request"), body(install, secret));
        return Registrations.noted(new ObjectMapper().readTree(answer.body()));
    }

    private String poll(String requestId, String secret) throws Exception {
        return TestWorker.get(studio.uri("/workers/register-requests/" + requestId), secret)
                .body();
    }

    private int status(String requestId, String secret) throws Exception {
        return TestWorker.get(studio.uri("/workers/register-requests/" + requestId), secret)
                .statusCode();
    }

    private static String body(String install, String secret) throws Exception {
        return Registrations.write(new Registrations.Request(
                        "3f0f5c8e-1a2b-4c3d-9e8f-00000000000" + install,
                        sha256(secret.getBytes(StandardCharsets.UTF_8)),
                        TestWorker.CAPABILITIES,
                        "studio-worker/0.1.0",
                        null))
                .toString();
    }

    private static String capabilitiesJson() throws Exception {
        return new ObjectMapper().readTree(body("1", "s")).get("capabilities").toString();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
