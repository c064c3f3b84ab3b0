package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.Claims;
import dev.atelier.fake.studio.Closed;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.JobOffer;
import dev.atelier.fake.studio.Outcome;
import dev.atelier.fake.studio.Route;
import dev.atelier.fake.studio.Upload;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room against a studio on a real socket. */
class SessionRoomTest {
    private final FakeStudio studio = FakeStudio.start();
    private final FakeLog log = new FakeLog();
    private final Fakes.FakeRegistration registration = new Fakes.FakeRegistration();
    private final Fakes.FakeCatalogue catalogue = new Fakes.FakeCatalogue();
    private final CountDownLatch engineMayEnd = new CountDownLatch(1);
    private volatile boolean engineWaits;
    private Path home = Path.of("unused");
    private final FakeJobs jobs = new FakeJobs(this::work);
    private SessionSettings settings = settings(Duration.ofSeconds(20));
    private Map<String, String> values = Map.of();
    private @Nullable SessionRoom room;

    @BeforeEach
    void admit(@TempDir Path folder) {
        home = folder;
        studio.admit("w-1", "token");
    }

    @AfterEach
    void stop() {
        engineMayEnd.countDown();
        if (room != null) {
            room.stop();
        }
        jobs.close();
        studio.close();
    }

    @Test
    void resultsOfBothSortsArriveAndTheLogTellsOfThem() {
        FakeSession session = online();

        Outcome.Json text = session.offer(Claims.llm("job-1", "hello")).awaitOutcome(Outcome.Json.class);
        Outcome.Binary picture = session.offer(Claims.image("job-2", "a cat")).awaitOutcome(Outcome.Binary.class);

        assertThat(text.prompt()).isEqualTo("hello");
        Upload upload = picture.upload();
        assertThat(upload.prompt()).isEqualTo("a cat");
        assertThat(upload.ext()).isEqualTo("webp");
        assertThat(upload.filename()).isEqualTo("job-2.webp");
        assertThat(upload.contentType()).isEqualTo("image/webp");
        assertThat(upload.bytes()).containsExactly(1, 2, 3);
        studio.nextLog(entry -> entry.message().startsWith("offer received job-1"));
        studio.nextLog(entry -> entry.message().equals("studio confirmed completion of job job-1"));
        // Noted aside, so that a slow disk keeps no job.
        await().untilAsserted(() ->
                assertThat(catalogue.mirrored).extracting(entry -> entry.id()).contains("synthetic-llm"));
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    void heartbeatsBeginAtOnceAndNameTheRunningJob() {
        engineWaits = true;
        FakeSession session = online();
        assertThat(session.frames(WorkerFrame.Heartbeat.class).get(0).currentJobId())
                .isNull();

        JobOffer offer = session.offer(Claims.llm("job-1", "hello"));
        offer.awaitAccepted();
        await().until(() ->
                "job-1".equals(session.next(WorkerFrame.Heartbeat.class).currentJobId()));
        engineMayEnd.countDown();
        offer.awaitOutcome(Outcome.Json.class);

        await().until(() -> session.next(WorkerFrame.Heartbeat.class).currentJobId() == null);
        assertThat(session.capabilities()).isNotNull();
    }

    @Test
    void aJobGoesOnWhenTheSessionDropsAndItsTextIsNeverSentLater() {
        engineWaits = true;
        FakeSession session = online();
        session.offer(Claims.llm("job-1", "hello")).awaitAccepted();

        session.destroy();
        FakeSession next = welcomed();
        await().until(() ->
                "job-1".equals(next.next(WorkerFrame.Heartbeat.class).currentJobId()));
        engineMayEnd.countDown();

        await().until(() -> jobs.ended.get("job-1") instanceof JobOutcome.Failed failed
                && failed.reason().equals("studio connection lost before delivery"));
        next.offer(Claims.llm("job-2", "again")).awaitOutcome(Outcome.Json.class);
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    void bytesFinishedWhileTheStudioIsAwayAreUploadedWhenItIsBack() throws IOException {
        engineWaits = true;
        FakeSession session = online();
        session.offer(Claims.image("job-1", "a cat")).awaitAccepted();
        studio.down();
        await().until(() -> room().board().state().name() == SessionState.Name.RECONNECTING);
        engineMayEnd.countDown();
        await().until(() -> jobs.ended.get("job-1") instanceof JobOutcome.Done);

        // The worker starts anew as well: what is kept is on disk.
        room().stop();
        room = null;
        studio.answer(Route.COMPLETE, request -> Answer.status(200, "{\"ok\":true}"));
        studio.up();
        start();
        studio.nextWelcomed();

        studio.nextRequest(Route.COMPLETE);
        await().untilAsserted(() -> assertThat(log.messages()).contains("kept result delivered"));
        Outbox left = new Outbox(home.resolve("outbox"));
        left.open();
        assertThat(left.all()).isEmpty();
    }

    @Test
    void uploadsAreTriedAgainWhenTheStudioCannotTakeThem() {
        FakeSession session = online();
        studio.answerNext(Route.COMPLETE, Answer.status(503, "later"), Answer.drop());

        Outcome.Binary stored = session.offer(Claims.image("job-1", "a cat")).awaitOutcome(Outcome.Binary.class);

        assertThat(stored.upload().bytes()).containsExactly(1, 2, 3);
        assertThat(studio.requests(Route.COMPLETE)).hasSize(3);
    }

    @Test
    void anUploadThatIsNeverTakenFailsTheJob() {
        FakeSession session = online();
        studio.answer(Route.COMPLETE, request -> Answer.status(503, "no room"));

        Outcome.Failed failed = session.offer(Claims.image("job-1", "a cat")).awaitOutcome(Outcome.Failed.class);

        assertThat(failed.error()).isEqualTo("complete failed: 503 — no room");
        assertThat(failed.retryable()).isTrue();
        assertThat(studio.requests(Route.COMPLETE)).hasSize(3);
    }

    @Test
    void aRedirectedUploadIsFinal() {
        FakeSession session = online();
        studio.answer(
                Route.COMPLETE, request -> Answer.status(307, "there").withHeader("Location", studio.baseUrl() + "/x"));

        Outcome.Failed failed = session.offer(Claims.image("job-1", "a cat")).awaitOutcome(Outcome.Failed.class);

        assertThat(failed.error()).startsWith("complete failed: 307");
        assertThat(studio.requests(Route.COMPLETE)).hasSize(1);
    }

    @Test
    void aSilentStudioIsLeftAndFoundAgain() {
        // Longer than a stall before the first heartbeat.
        settings = settings(Duration.ofSeconds(2));
        studio.evicting(false); // the next connection may be there before the goodbye of this one is read
        FakeSession session = online();
        studio.autoAck(false);

        FakeSession next = studio.nextWelcomed();

        assertThat(session.awaitClosed().byWorker()).isTrue();
        assertThat(next.number()).isGreaterThan(session.number());
    }

    @Test
    void aBinaryMessageEndsTheSessionAndNotTheWorker() {
        studio.evicting(false); // the next connection may be there before the goodbye of this one is read
        FakeSession session = online();

        session.sendBinary(new byte[] {1});

        Closed closed = session.awaitClosed();
        assertThat(closed.code()).isEqualTo(1000);
        assertThat(closed.reason()).isEqualTo("protocol violation");
        welcomed().offer(Claims.llm("job-1", "hello")).awaitOutcome(Outcome.Json.class);
    }

    @Test
    void anOfferThatCannotBeUsedIsFailedAndTheSessionStays() {
        FakeSession session = online();

        Outcome.Failed failed = session.offerText(
                        "job-1", "{\"type\":\"offer\",\"claim\":{\"jobId\":\"job-1\",\"gameId\":\"g\"}}")
                .awaitOutcome(Outcome.Failed.class);

        assertThat(failed.retryable()).isFalse();
        session.offer(Claims.llm("job-2", "hello")).awaitOutcome(Outcome.Json.class);
    }

    @Test
    void aPausedWorkerSaysSo() {
        FakeSession session = online();
        jobs.pause(true);

        Outcome.Rejected rejected = session.offer(Claims.llm("job-1", "hello")).awaitOutcome(Outcome.Rejected.class);

        assertThat(rejected.code()).isEqualTo(RejectCode.PAUSED);
    }

    @Test
    void anUnknownWorkerGivesUpAtOnce() {
        studio.forget("w-1");
        start();

        await().until(() -> room().board().state().name() == SessionState.Name.AUTH_FAILED);

        assertThat(studio.upgrades()).hasSize(1);
        assertThat(room().problem().orElseThrow()).contains("does not accept this worker's key");
    }

    @Test
    void aWorkerThatIsToldToGoDoesNotComeBack() {
        FakeSession session = online();

        session.error(StudioErrorCode.WORKER_DELETED, "gone");

        await().until(() -> room().board().state().name() == SessionState.Name.FATAL);
        assertThat(room().board().state().reason()).isEqualTo("worker_deleted: gone");
    }

    @Test
    void aWorkerGivesWayToAnotherOfItsName() {
        FakeSession session = online();

        session.error(StudioErrorCode.DUPLICATE_WORKER, "connected again");

        await().until(() -> room().board().state().name() == SessionState.Name.FATAL);
        assertThat(studio.upgrades()).hasSize(1);
    }

    @Test
    void aWorkerDoesNotGiveWayToAConnectionItLostItself() {
        studio.answerNext(Route.CONNECT, Answer.drop());
        FakeSession session = online();

        session.error(StudioErrorCode.DUPLICATE_WORKER, "connected again");
        FakeSession next = welcomed();
        next.offer(Claims.llm("job-1", "still there?")).awaitOutcome(Outcome.Json.class);
        next.close(4003, "once more");

        await().until(() -> room().board().state().name() == SessionState.Name.FATAL);
    }

    @Test
    void aNewIdentityEndsWhatWasFinal() {
        anUnknownWorkerGivesUpAtOnce();
        studio.admit("w-2", "other");

        registration.approved("w-2", "other");

        assertThat(studio.nextWelcomed().workerId()).isEqualTo("w-2");
        await().until(() -> room().problem().isEmpty());
    }

    @Test
    void theWorkerGivesUpAfterAsManyAttemptsAsItIsAllowed() {
        values = Map.of("ws_reconnect_attempts", "2");
        studio.answer(Route.CONNECT, request -> Answer.status(503, "down"));
        start();

        await().until(() -> room().board().state().reason().equals("ws reconnect cap reached"));

        assertThat(studio.upgrades()).hasSize(3);
        assertThat(log.messages()).contains("giving up after 2 reconnect attempts");
    }

    @Test
    void withoutAStudioNothingIsTried() {
        registration.configured(null);
        room = room(home);
        room().start();

        assertThat(room().problem()).isEmpty();
        registration.configured(studio.baseUrl());
        await().until(() -> room().board().state().equals(SessionState.WAITING));
        await().untilAsserted(() -> assertThat(log.messages())
                .containsOnlyOnce("waiting for operator approval before opening the session"));
        assertThat(room().problem()).isPresent();
    }

    @Test
    void aStudioThatComesLaterIsWaitedFor() {
        registration.expected();
        room = room(home);
        room().start();

        assertThat(room().problem().orElseThrow()).contains("does not answer yet");
    }

    @Test
    void stoppingSaysGoodbyeAndLeavesNothing() {
        FakeSession session = online();

        room().stop();
        room = null;

        assertThat(session.awaitClosed()).isEqualTo(new Closed(1000, "session ended", true));
        await().untilAsserted(() ->
                assertThat(threads()).noneMatch(name -> name.startsWith("session-") || name.startsWith("WebSocket")));
    }

    private FakeSession online() {
        start();
        return welcomed();
    }

    /** A session that has heard its welcome; an offer before that would be discarded. */
    private FakeSession welcomed() {
        FakeSession session = studio.nextWelcomed();
        session.next(WorkerFrame.Heartbeat.class);
        return session;
    }

    private void start() {
        registration.configured(studio.baseUrl());
        registration.approved("w-1", "token");
        room = room(home);
        room.start();
    }

    private SessionRoom room() {
        return java.util.Objects.requireNonNull(room);
    }

    private SessionRoom room(Path folder) {
        var engines = Fakes.engines(Fakes.synthetic());
        var host = Fakes.host(null);
        var worker = Fakes.worker(false);
        var fixed = Fakes.settings(values);
        return new SessionRoom(
                new SessionRoom.Rooms(
                        registration,
                        new LiveCapabilities(Fakes.home(folder), host, engines, jobs, worker, fixed),
                        jobs,
                        engines,
                        catalogue,
                        log,
                        worker,
                        fixed,
                        host,
                        Fakes.hub()),
                new Outbox(folder.resolve("outbox")),
                null,
                settings,
                Clock.systemUTC());
    }

    private JobOutcome work(Jobs.Request request) {
        if (engineWaits) {
            try {
                engineMayEnd.await();
            } catch (InterruptedException e) {
                return new JobOutcome.Cancelled("stopped");
            }
        }
        boolean text = request.task().kind() == Kind.LLM || request.task().kind() == Kind.AUDIO_STT;
        return new JobOutcome.Done(
                text
                        ? new EngineResult.Json("{\"object\":\"chat.completion\"}")
                        : new EngineResult.Media(Body.of(new byte[] {1, 2, 3}), "webp"));
    }

    private static SessionSettings settings(Duration readIdle) {
        return new SessionSettings(
                Duration.ofMillis(50),
                Duration.ofMillis(20),
                readIdle,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(20));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
