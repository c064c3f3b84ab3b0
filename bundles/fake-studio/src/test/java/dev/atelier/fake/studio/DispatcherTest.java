package dev.atelier.fake.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DispatcherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeStudio studio = FakeStudio.start();
    private final Dispatcher dispatcher = Dispatcher.on(studio, 100, 3);

    @AfterEach
    void close() {
        studio.close();
    }

    @Test
    void givesOneJobAtATimeInOrder() throws Exception {
        for (int i = 1; i <= 50; i++) {
            assertThat(dispatcher.submit(Claims.llm("j-" + i, "hi"))).isTrue();
        }
        TestWorker worker = worker("w-1");

        for (int i = 1; i <= 50; i++) {
            assertThat(offered(worker).jobId()).isEqualTo("j-" + i);
            complete(worker, "j-" + i);
        }

        assertThat(dispatcher.awaitDrained(PATIENCE)).isEqualTo(new Dispatcher.Report(50, 50, 0, 0, 0, 0, 0));
        assertThat(dispatcher.lines())
                .allMatch(line -> line.offeredNanos() >= line.submittedNanos()
                        && line.acceptedNanos() >= line.offeredNanos()
                        && line.settledNanos() >= line.acceptedNanos());
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    void aJobWhoseResultCameFromAnEarlierTryIsNotOfferedAgain() throws Exception {
        worker("w-1");
        FakeSession session = studio.nextWelcomed();
        JobBook book = new JobBook();
        book.offered("j-1", session);

        assertThat(book.upload("j-1", "w-1").job()).isNotNull();
        assertThat(book.offeredAgain("j-1", session)).isEmpty();
        assertThat(book.upload("j-1", "w-1").job()).isNull();
        assertThat(book.offeredAgain("j-2", session)).isPresent();
    }

    @Test
    void takesNoMoreThanItsCapacity() {
        for (int i = 1; i <= 100; i++) {
            assertThat(dispatcher.submit(Claims.llm("j-" + i, "hi"))).isTrue();
        }

        assertThat(dispatcher.submit(Claims.llm("j-101", "hi"))).isFalse();
    }

    @Test
    void offersAgainWhatASessionLost() throws Exception {
        dispatcher.submit(Claims.image("j-1", "a fox"));
        TestWorker first = worker("w-1");
        offered(first);
        first.say(new WorkerFrame.Accept("j-1"));
        studio.nextWelcomed().next(WorkerFrame.Accept.class);

        studio.dropSessions();
        TestWorker second = worker("w-2");

        assertThat(offered(second).jobId()).isEqualTo("j-1");
        second.say(new WorkerFrame.Accept("j-1"));
        studio.nextWelcomed().next(WorkerFrame.Accept.class);
        assertThat(TestWorker.upload(studio, "w-1", "t", "j-1", new byte[5], false)
                        .statusCode())
                .isEqualTo(409);
        assertThat(TestWorker.upload(studio, "w-2", "t", "j-1", new byte[5], false)
                        .statusCode())
                .isEqualTo(200);
        assertThat(dispatcher.awaitDrained(PATIENCE)).isEqualTo(new Dispatcher.Report(1, 1, 0, 0, 0, 1, 1));
    }

    @Test
    void waitsForTheNextHeartbeatAfterABusyWorker() throws Exception {
        dispatcher.submit(Claims.llm("j-1", "hi"));
        TestWorker worker = worker("w-1");
        offered(worker);
        worker.say(new WorkerFrame.Reject("j-1", "busy", RejectCode.BUSY));
        worker.say(new WorkerFrame.Heartbeat(TestWorker.CAPABILITIES, null));

        assertThat(worker.hears()).isEqualTo(new StudioFrame.HeartbeatAck());
        assertThat(offered(worker).jobId()).isEqualTo("j-1");
        complete(worker, "j-1");
        assertThat(dispatcher.awaitDrained(PATIENCE).done()).isOne();
    }

    @Test
    void failsAJobThatFailedTooOften() throws Exception {
        dispatcher.submit(Claims.llm("j-1", "hi"));
        TestWorker worker = worker("w-1");
        for (int i = 0; i < 3; i++) {
            offered(worker);
            worker.say(new WorkerFrame.Accept("j-1"));
            worker.say(new WorkerFrame.Fail("j-1", "out of memory", true));
            assertThat(worker.hears()).isEqualTo(new StudioFrame.FailAck("j-1"));
        }

        assertThat(dispatcher.awaitDrained(PATIENCE).failed()).isOne();
    }

    private TestWorker worker(String workerId) throws Exception {
        studio.admit(workerId, "t");
        TestWorker worker = TestWorker.greeted(studio, workerId, "t");
        assertThat(worker.hears()).isInstanceOf(StudioFrame.Welcome.class);
        return worker;
    }

    private static Claim offered(TestWorker worker) throws Exception {
        return ((StudioFrame.Offer) worker.hears()).claim();
    }

    private static void complete(TestWorker worker, String jobId) throws Exception {
        worker.say(new WorkerFrame.Accept(jobId));
        worker.say(new WorkerFrame.CompleteJson(jobId, "{}", "hi"));
        assertThat(worker.hears()).isEqualTo(new StudioFrame.CompleteAck(jobId));
    }
}
