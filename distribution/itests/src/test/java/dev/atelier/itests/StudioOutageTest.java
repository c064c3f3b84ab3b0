package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.Claims;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.HttpRequest;
import dev.atelier.fake.studio.JobOffer;
import dev.atelier.fake.studio.Outcome;
import dev.atelier.fake.studio.Route;
import dev.atelier.fake.studio.Upload;
import dev.atelier.wire.api.WorkerFrame;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker makes of a studio that goes away, comes back, or is another one. */
class StudioOutageTest {
    private static final String TOKEN = "token-of-the-first";

    @TempDir
    Path temp;

    private FakeStudio studio;
    private Path home;

    @BeforeEach
    void open() {
        studio = FakeStudio.start();
        studio.patience(StudioWorker.PATIENCE);
        studio.approval(Approval.approvedAs("w-1", TOKEN));
        home = temp.resolve("home");
    }

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void aPictureFinishedWhileTheStudioIsDownIsUploadedOnceItIsBack() throws Exception {
        try (Atelier atelier = worker()) {
            FakeSession session = StudioWorker.nextConnected(studio);
            install(atelier, Duration.ofSeconds(2));
            loseTheStudioDuring(session, atelier);

            studio.up();
            deliverTheKept(atelier);
        }
    }

    @Test
    void aKilledWorkerUploadsWhatItHadFinishedBefore() throws Exception {
        try (Atelier atelier = worker()) {
            FakeSession session = StudioWorker.nextConnected(studio);
            install(atelier, Duration.ofSeconds(2));
            loseTheStudioDuring(session, atelier);
            Awaitility.await().untilAsserted(() -> assertThat(KilledProgram.children(home.resolve("state/outbox")))
                    .hasSize(2));
            atelier.kill();
        }
        studio.up();
        try (Atelier again = worker()) {
            deliverTheKept(again);
        }
    }

    @Test
    void aTextOfALostSessionIsNeverSentInTheNext() throws Exception {
        try (Atelier atelier = worker()) {
            FakeSession session = StudioWorker.nextConnected(studio);
            install(atelier, Duration.ofSeconds(2));
            session.offer(Claims.onEngine(Claims.llm("j-text", "write"), "steady"))
                    .awaitAccepted();
            studio.dropSessions();
            FakeSession next = StudioWorker.nextConnected(studio);

            StudioWorker.awaitJob(atelier, "j-text", "failed");
            JobOffer after = next.offer(Claims.llm("j-after", "and now?"));
            after.awaitOutcome(Outcome.Json.class);

            assertThat(next.frames(WorkerFrame.CompleteJson.class))
                    .extracting(WorkerFrame.CompleteJson::jobId)
                    .containsExactly("j-after");
            assertThat(next.frames(WorkerFrame.Fail.class)).isEmpty();
            assertThat(studio.violations()).isEmpty();
        }
    }

    @Test
    void aWorkerMovesToAnotherStudioWhileItRunsAndTellsNeitherOfTheOther() throws Exception {
        try (FakeStudio second = FakeStudio.start();
                Atelier atelier = Atelier.start(home, StudioWorker.withoutStudio(), "run")) {
            second.patience(StudioWorker.PATIENCE);
            second.approval(Approval.approvedAs("w-2", "token-of-the-second"));
            StudioWorker.setStudio(atelier, studio);
            FakeSession left = StudioWorker.nextConnected(studio);

            StudioWorker.setStudio(atelier, second);
            FakeSession joined = StudioWorker.nextConnected(second);
            joined.offer(Claims.image("j-2", "elsewhere")).awaitOutcome(Outcome.Binary.class);

            assertThat(left.awaitClosed().code()).isEqualTo(1000);
            assertThat(left.awaitClosed().reason()).isEqualTo("session ended");
            assertThat(atelier.get("/daemon/status").path("workerId").asText()).isEqualTo("w-2");
            assertThat(told(second)).contains("token-of-the-second").doesNotContain(TOKEN, "w-1");
            assertThat(told(studio)).contains(TOKEN).doesNotContain("token-of-the-second", "w-2");
            assertThat(second.registrations().get(0).request().installId())
                    .isNotEqualTo(studio.registrations().get(0).request().installId());
            assertThat(studio.violations()).isEmpty();
            assertThat(second.violations()).isEmpty();
        }
    }

    @Test
    void aTokenThatIsWorthNothingAnyMoreEndsTheProcessWithAReason() throws Exception {
        try (Atelier atelier = worker()) {
            StudioWorker.nextConnected(studio);
            assertThat(atelier.stop()).isZero();
        }
        studio.forget("w-1");
        try (Atelier again = Atelier.launch(home, StudioWorker.of(studio), "run")) {
            assertThat(again.exit()).as(again.output()).isEqualTo(1);
            assertThat(again.output()).contains("ws auth failed").doesNotContain(TOKEN, "Exception", "\tat ");
        }
        assertThat(home.resolve("run/endpoints.json")).doesNotExist();
    }

    @Test
    void aProcessThatIsAStudioTooLivesOnAndSaysWhy() throws Exception {
        try (Atelier atelier = worker()) {
            StudioWorker.nextConnected(studio);
            assertThat(atelier.stop()).isZero();
        }
        studio.forget("w-1");
        try (Atelier again = Atelier.start(home, StudioWorker.of(studio), "up")) {
            Awaitility.await().untilAsserted(() -> assertThat(again.get("/daemon/status")
                            .path("session")
                            .path("state")
                            .asText())
                    .isEqualTo("auth_failed"));
            assertThat(again.stop()).isZero();
        }
    }

    private Atelier worker() throws Exception {
        return Atelier.start(home, StudioWorker.of(studio), "run");
    }

    /** An engine that takes its time for a picture or a text. */
    private void install(Atelier atelier, Duration takes) throws Exception {
        Path jar = TestEngines.build(temp, Spec.of("steady", "1.0.0").takes(takes));
        assertThat(atelier.cli("engines", "install", jar.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
    }

    private void loseTheStudioDuring(FakeSession session, Atelier atelier) {
        session.offer(Claims.onEngine(Claims.image("j-kept", "kept"), "steady")).awaitAccepted();
        studio.answer(Route.COMPLETE, upload -> Answer.status(200, "{\"ok\":true}"));
        studio.down();
        StudioWorker.awaitJob(atelier, "j-kept", "completed");
        assertThat(studio.uploads()).isEmpty();
    }

    /** By itself: the claim is still the worker's, as in a studio that was away for a moment only. */
    private void deliverTheKept(Atelier atelier) throws Exception {
        FakeSession session = StudioWorker.nextConnected(studio);
        Upload upload = studio.nextUpload();

        assertThat(upload.jobId()).isEqualTo("j-kept");
        assertThat(upload.prompt()).isEqualTo("kept");
        assertThat(upload.size()).isPositive();
        Awaitility.await().untilAsserted(() -> assertThat(KilledProgram.children(home.resolve("state/outbox")))
                .isEmpty());
        assertThat(atelier.get("/jobs/active")).isEmpty();
        session.offer(Claims.llm("j-next", "go on")).awaitOutcome(Outcome.Json.class);
        assertThat(studio.uploads()).hasSize(1);
        assertThat(session.frames(WorkerFrame.Fail.class)).isEmpty();
        assertThat(studio.violations()).isEmpty();
    }

    /** Every word a studio was told. */
    private static String told(FakeStudio studio) {
        StringBuilder told = new StringBuilder();
        for (HttpRequest request : studio.requests()) {
            told.append(request).append(request.headers()).append(request.body());
        }
        for (FakeSession session : studio.sessions()) {
            session.frames().forEach(frame -> told.append(frame.text()));
        }
        return told.toString();
    }
}
