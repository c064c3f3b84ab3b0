package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.registration.api.Credentials;
import dev.atelier.session.internal.Uploads.Answer;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.StudioAddress;
import dev.atelier.wire.api.WorkerFrame;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffersTest {
    private final Fakes.FakeSocket socket = new Fakes.FakeSocket();
    private final Link link =
            new Link(new Credentials(StudioAddress.parse("https://s.example"), "w-1", new Secret("t")), socket);
    private final FakeLog log = new FakeLog();
    private final Tally tally = new Tally();
    private final Underway underway = new Underway();
    private final Fakes.TurnedTimer timer = new Fakes.TurnedTimer();
    private final List<Claim> mirrored = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final List<Duration> patience = new ArrayList<>();
    private long nanos;
    private CompletableFuture<Answer> upload = CompletableFuture.completedFuture(Answer.STORED);
    private final AtomicInteger uploads = new AtomicInteger();
    private volatile JobOutcome outcome = new JobOutcome.Done(new EngineResult.Json("{\"ok\":true}"));
    private boolean heldBack;
    private final FakeJobs jobs = new FakeJobs(request -> outcome);

    @AfterEach
    void stop() {
        jobs.close();
    }

    @Test
    void acceptComesFirstThenTheResult() {
        offers().offered(claim("job-1", Task.Llm.of(List.of(new Task.Message("user", "hello")))), link);

        frames(2);
        assertThat(frame(0)).isEqualTo(new WorkerFrame.Accept("job-1"));
        assertThat(frame(1)).isEqualTo(new WorkerFrame.CompleteJson("job-1", "{\"ok\":true}", "hello"));
        assertThat(mirrored).hasSize(1);
        assertThat(log.messages()).contains("offer received job-1 game=g-7 asset=stone model=syn vram=2");
    }

    @Test
    void pausedIsSaidBeforeAnythingElse() {
        jobs.paused = true;
        heldBack = true;

        offers().offered(image("job-1"), link);

        assertThat(frame(0)).isEqualTo(new WorkerFrame.Reject("job-1", "worker paused by operator", RejectCode.PAUSED));
    }

    @Test
    void whileThePersonIsThereOffersAreHeldBack() {
        heldBack = true;

        offers().offered(image("job-1"), link);

        assertThat(frame(0))
                .isEqualTo(new WorkerFrame.Reject(
                        "job-1", "only when idle: the person is using this computer", RejectCode.PAUSED));
    }

    @Test
    void aSecondOfferIsRejectedBusy() {
        assertThat(jobs.reserve("local", ModelSource.of("synthetic"))).isPresent();

        offers().offered(image("job-1"), link);

        assertThat(frame(0))
                .isEqualTo(new WorkerFrame.Reject("job-1", "worker already has an in-flight job", RejectCode.BUSY));
    }

    @Test
    void anEngineThatIsNotThereFailsTheJobForGoodWithoutAccepting() {
        Claim claim = new Claim("job-1", "g", "a", "m", 1, Task.Image.of("x"), ModelSource.of("parakeet"));

        offers().offered(claim, link);

        assertThat(frame(0)).isInstanceOfSatisfying(WorkerFrame.Fail.class, fail -> {
            assertThat(fail.error()).contains("parakeet");
            assertThat(fail.retryable()).isFalse();
        });
        assertThat(jobs.busy()).isFalse();
    }

    @Test
    void aBusyWorkerLeavesEvenAJobItCouldNotDoToOthers() {
        assertThat(jobs.reserve("local", ModelSource.of("synthetic"))).isPresent();
        Claim claim = new Claim("job-1", "g", "a", "m", 1, Task.Image.of("x"), ModelSource.of("parakeet"));

        offers().offered(claim, link);

        assertThat(frame(0))
                .isEqualTo(new WorkerFrame.Reject("job-1", "worker already has an in-flight job", RejectCode.BUSY));
    }

    @Test
    void aKindTheEngineCannotServeFailsTheJobForGood() {
        Claim claim = new Claim("job-1", "g", "a", "m", 1, Task.Image.of("x"), ModelSource.of("texts"));

        offers().offered(claim, link);

        assertThat(frame(0)).isEqualTo(new WorkerFrame.Fail("job-1", "texts engine cannot serve image tasks", false));
    }

    @Test
    void anOfferThatCannotBeReadFailsForGood() {
        offers().unusable("job-1", "task is missing", link);

        assertThat(frame(0))
                .isEqualTo(new WorkerFrame.Fail("job-1", "the offer cannot be used: task is missing", false));
    }

    @Test
    void aJobWhoseAcceptCannotBeSentIsNotRun() {
        socket.open = false;

        offers().offered(image("job-1"), link);

        assertThat(jobs.ran).isEmpty();
        assertThat(jobs.busy()).isFalse();
        assertThat(underway.current()).isNull();
    }

    @Test
    void anEngineThatCannotServeAfterAllFailsForGoodAnyOtherErrorDoesNot() {
        outcome = new JobOutcome.Failed("engine_failed", "sd engine cannot serve image tasks", true);
        offers().offered(image("job-1"), link);
        frames(2);
        Awaitility.await().until(() -> !jobs.busy());
        outcome = new JobOutcome.Failed("engine_failed", "out of memory", false);
        offers().offered(image("job-2"), link);
        frames(4);

        assertThat(frame(1)).isEqualTo(new WorkerFrame.Fail("job-1", "sd engine cannot serve image tasks", false));
        assertThat(frame(3)).isEqualTo(new WorkerFrame.Fail("job-2", "out of memory", true));
    }

    @Test
    void anUploadTheStudioRefusesFailsTheJobRetryable() {
        media();
        upload = CompletableFuture.completedFuture(new Answer(Answer.Kind.REFUSED, "complete failed: 409 — no"));

        offers().offered(image("job-1"), link);

        frames(2);
        assertThat(frame(1)).isEqualTo(new WorkerFrame.Fail("job-1", "complete failed: 409 — no", true));
        Awaitility.await().until(() -> jobs.ended.get("job-1") instanceof JobOutcome.Failed);
    }

    @Test
    void nothingFollowsAnUploadThatWasStored() {
        media();

        offers().offered(image("job-1"), link);

        Awaitility.await().until(() -> jobs.ended.get("job-1") instanceof JobOutcome.Done);
        assertThat(socket.sent).hasSize(1);
        assertThat(uploads.get()).isEqualTo(1);
    }

    @Test
    void jsonIsNeverSentInALaterSession() {
        Offers offers = offers();
        offers.offered(claim("job-1", Task.Transcription.of("https://x.example/a.wav")), link);
        // The fake accepts, and is gone before the engine ends: the engine runs on its own thread.
        frames(2);
        link.over();
        Awaitility.await().until(() -> !jobs.busy());
        outcome = new JobOutcome.Done(new EngineResult.Json("[]"));

        CompletableFuture<JobOutcome> delivered = deliveries()
                .deliver(new Accepted(image("job-2"), link, underway.begin("job-2"), socket.received), outcome);

        assertThat(delivered).isCompletedWithValue(new JobOutcome.Failed("studio_lost", Deliveries.LOST, true));
        assertThat(socket.sent).hasSize(2);
    }

    @Test
    void anUploadWaitsUntilTheStudioHasReadTheAcceptance() {
        media();
        upload = CompletableFuture.completedFuture(Answer.STORED);
        CompletableFuture<Void> read = new CompletableFuture<>();

        CompletableFuture<JobOutcome> delivered =
                deliveries().deliver(new Accepted(image("job-1"), link, underway.begin("job-1"), read), outcome);
        assertThat(uploads.get()).isZero();
        read.complete(null);

        assertThat(delivered).isCompletedWithValue(outcome);
        assertThat(uploads.get()).isEqualTo(1);
    }

    @Test
    void bytesMadeWhileDisconnectedAreKept() {
        media();
        link.over();

        CompletableFuture<JobOutcome> delivered = deliveries()
                .deliver(new Accepted(image("job-1"), link, underway.begin("job-1"), socket.received), outcome);

        assertThat(delivered).isCompletedWithValue(outcome);
        assertThat(uploads.get()).isZero();
        assertThat(outbox.all()).extracting(Kept::jobId).containsExactly("job-1");
    }

    @Test
    void anOfferOfAKeptResultIsAnsweredWithItAndNothingRunsAgain() {
        bytesMadeWhileDisconnectedAreKept();
        Fakes.FakeSocket next = new Fakes.FakeSocket();
        Link session = new Link(link.credentials(), next);
        upload = new CompletableFuture<>();
        courier().welcomed(session);
        assertThat(uploads.get()).isEqualTo(1);

        offers().offered(image("job-1"), session);
        upload.complete(Answer.STORED);

        assertThat(next.sent).hasSize(1);
        assertThat(jobs.ran).isEmpty();
        assertThat(outbox.all()).isEmpty();
        assertThat(underway.current()).isNull();
    }

    @Test
    void anUploadThatWasRefusedBeforeTheJobCameBackIsTriedAgain() {
        bytesMadeWhileDisconnectedAreKept();
        Link session = new Link(link.credentials(), new Fakes.FakeSocket());
        CompletableFuture<Answer> first = new CompletableFuture<>();
        upload = first;
        courier().welcomed(session);
        offers().offered(image("job-1"), session);
        upload = CompletableFuture.completedFuture(Answer.STORED);

        first.complete(new Answer(Answer.Kind.REFUSED, "complete failed: 409 — not yours"));

        assertThat(uploads.get()).isEqualTo(2);
        assertThat(outbox.all()).isEmpty();
    }

    @Test
    void aJobThatComesBackInTheMomentItsKeptResultIsRefusedIsGivenBackToTheStudio() {
        bytesMadeWhileDisconnectedAreKept();
        Link session = new Link(link.credentials(), socket);
        upload = CompletableFuture.completedFuture(new Answer(Answer.Kind.REFUSED, "complete failed: 409 — not yours"));
        AtomicInteger done = new AtomicInteger();

        // The session's thread has seen the result just before; the outbox's thread throws it away.
        boolean kept = courier().keeps(image("job-1"), session);
        courier().welcomed(session);
        courier().adopt("job-1", session, done::incrementAndGet);

        assertThat(kept).isTrue();
        assertThat(frame(0)).isEqualTo(new WorkerFrame.Fail("job-1", Courier.GONE, true));
        assertThat(done).hasValue(1);
    }

    @Test
    void aKeptResultOfAnotherTaskIsNotAnAnswer() {
        bytesMadeWhileDisconnectedAreKept();
        Link session = new Link(link.credentials(), socket);

        offers().offered(claim("job-1", Task.Image.of("something else")), session);

        Awaitility.await().until(() -> jobs.ran.size() == 1);
    }

    @Test
    void resultsOfAnotherStudioAreThrownAway() {
        bytesMadeWhileDisconnectedAreKept();
        Credentials elsewhere = new Credentials(StudioAddress.parse("https://t.example"), "w-1", new Secret("t"));

        courier().welcomed(new Link(elsewhere, socket));

        assertThat(outbox.all()).isEmpty();
        assertThat(uploads.get()).isZero();
        assertThat(log.messages()).anyMatch(line -> line.contains("another studio"));
    }

    @Test
    void anOfferThatOvertakesOurTidyingUpWaitsAMoment() {
        Underway.Entry entry = underway.begin("job-0");
        var place = jobs.reserve("job-0", ModelSource.of("synthetic")).orElseThrow();
        entry.handedOver();

        offers().offered(image("job-1"), link);
        assertThat(socket.sent).isEmpty();
        place.close();
        underway.end("job-0", entry);

        assertThat(frame(0)).isEqualTo(new WorkerFrame.Accept("job-1"));
    }

    @Test
    void anOfferWaitsOnWhenSomebodyElseIsQuickerAtTheFreedPlace() {
        Underway.Entry entry = underway.begin("job-0");
        var place = jobs.reserve("job-0", ModelSource.of("synthetic")).orElseThrow();
        entry.handedOver();
        offers().offered(image("job-1"), link);
        // The last one to ask hears first.
        AtomicReference<Jobs.@Nullable Place> quicker = new AtomicReference<>();
        var unused = jobs.freed()
                .thenRun(() -> quicker.set(
                        jobs.reserve("local", ModelSource.of("synthetic")).orElseThrow()));
        nanos += Offers.MOMENT.toNanos() / 4;
        place.close();
        assertThat(socket.sent).isEmpty();
        Objects.requireNonNull(quicker.get()).close();

        assertThat(frame(0)).isEqualTo(new WorkerFrame.Accept("job-1"));
        assertThat(patience).containsExactly(Offers.MOMENT, Offers.MOMENT.minus(Offers.MOMENT.dividedBy(4)));
    }

    @Test
    void anOfferThatWaitedInVainIsRejectedOnce() {
        Underway.Entry entry = underway.begin("job-0");
        assertThat(jobs.reserve("job-0", ModelSource.of("synthetic"))).isPresent();
        entry.handedOver();

        offers().offered(image("job-1"), link);
        nanos += Offers.MOMENT.toNanos();
        afterwards.forEach(Runnable::run);

        assertThat(socket.sent).hasSize(1);
        assertThat(frame(0)).isInstanceOf(WorkerFrame.Reject.class);
    }

    // ---- the parts, made once each

    private @Nullable Courier courier;
    private Outbox outbox = new Outbox(Path.of("unused"));

    @BeforeEach
    void home(@TempDir Path home) {
        outbox = new Outbox(home.resolve("outbox"));
    }

    private Courier courier() {
        Courier made = courier;
        if (made == null) {
            made = new Courier(outbox, uploading(), Runnable::run, timer, log, Clock.systemUTC());
            courier = made;
        }
        return made;
    }

    private Uploads uploading() {
        return new Uploads(
                (parcel, written) -> {
                    uploads.incrementAndGet();
                    return upload;
                },
                timer,
                () -> Duration.ofMillis(1),
                tally);
    }

    private Deliveries deliveries() {
        return new Deliveries(uploading(), courier(), log);
    }

    private Offers offers() {
        return new Offers(
                jobs,
                Fakes.engines(Fakes.synthetic(), Fakes.descriptor("texts", Map.of(Kind.LLM, List.of("t")))),
                () -> heldBack,
                mirrored::add,
                deliveries(),
                courier(),
                underway,
                (when, atTheLatest, action) -> {
                    patience.add(atTheLatest);
                    afterwards.add(action);
                    var unused = when.thenRun(action);
                },
                log,
                tally,
                () -> nanos);
    }

    private void media() {
        outcome = new JobOutcome.Done(new EngineResult.Media(Body.of(new byte[] {1, 2, 3}), "png"));
    }

    private void frames(int count) {
        Awaitility.await().until(() -> socket.sent.size() >= count);
    }

    private WorkerFrame frame(int index) {
        frames(index + 1);
        try {
            return Frames.fromWorker(socket.sent.get(index));
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }

    private static Claim image(String jobId) {
        return claim(jobId, Task.Image.of("a cat"));
    }

    private static Claim claim(String jobId, Task task) {
        return new Claim(jobId, "g-7", "stone", "syn", 2, task, ModelSource.of("synthetic"));
    }
}
