package dev.atelier.runtime.link.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.internal.LocalRuntimes;
import dev.atelier.runtime.wire.api.RequestBody;
import dev.atelier.runtime.wire.api.RuntimeFrame;
import dev.atelier.runtime.wire.api.RuntimeFrame.Close;
import dev.atelier.runtime.wire.api.RuntimeFrame.Head;
import dev.atelier.runtime.wire.api.RuntimeFrame.Hello;
import dev.atelier.runtime.wire.api.RuntimeFrame.More;
import dev.atelier.runtime.wire.api.RuntimeFrame.Offer;
import dev.atelier.runtime.wire.api.RuntimeFrame.Open;
import dev.atelier.runtime.wire.api.RuntimeFrame.Piece;
import dev.atelier.runtime.wire.api.RuntimeFrame.Withdraw;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeskTest {
    private final WorkerRuntime runtime =
            new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    private final List<RuntimeFrame> sent = new ArrayList<>();

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Desk desk(Executor threads) {
        Desk desk = new Desk(sent::add, threads);
        desk.serve(true, runtime);
        sent.clear();
        return desk;
    }

    private Desk desk() {
        return desk(Runnable::run);
    }

    private WorkerRef worker() {
        return runtime.createWorker(
                        CreateWorkerRequest.of(new WorkerIntent.Assistant(null), ProfileSelector.runtimeDefault()))
                .workerRef();
    }

    private String said() {
        StringBuilder text = new StringBuilder();
        for (RuntimeFrame frame : sent) {
            if (frame instanceof Piece piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    @Test
    void offersWhatThereIsAndTakesItBack() {
        Desk desk = new Desk(sent::add, Runnable::run);

        desk.serve(true, null);
        assertThat(sent).isEmpty();
        desk.serve(true, runtime);
        desk.serve(true, null); // while the runtime is exchanged the offer stands
        desk.serve(true, runtime);
        desk.heard(new Hello(1));
        desk.serve(false, runtime);
        desk.heard(new Hello(1));

        assertThat(sent).containsExactly(new Offer(1), new Offer(1), new Withdraw());
    }

    @Test
    void aRequestIsAnsweredByTheRoutesOfTheRuntime() {
        Desk desk = desk();

        desk.heard(new Open(1, "GET", "/v1/runtime", false));

        assertThat(sent.get(0)).isEqualTo(new Head(1, 200));
        assertThat(said()).contains("\"runtime_id\":\"rt-1\"");
        assertThat(sent).last().isEqualTo(new Close(1, null));
        assertThat(desk.streams()).isZero();
    }

    @Test
    void aBodyMayComeInPieces() {
        WorkerRef worker = worker();
        Desk desk = desk();

        desk.heard(new Open(1, "POST", "/v1/workers/" + worker.workerId() + "/input", true));
        desk.heard(new Piece(1, "{\"kind\":\"user\",", false));
        assertThat(sent).isEmpty();
        desk.heard(new Piece(1, "\"content\":\"hello\"}", true));
        desk.heard(new Piece(1, "{}", true)); // a request has one body

        assertThat(sent.get(0)).isEqualTo(new Head(1, 200));
        assertThat(runtime.transcript(worker, 0, 10).items())
                .filteredOn(entry -> entry.role() == TranscriptEntry.Role.USER)
                .extracting(TranscriptEntry::content)
                .containsExactly("hello");
    }

    @Test
    void whatTheRuntimeRefusesHasTheStatusItHasOnAPort() {
        Desk desk = desk();

        desk.heard(new Open(1, "GET", "/v1/workers/nobody", false));
        desk.heard(new Open(2, "GET", "/v1/workers?status=unheard", false));
        desk.heard(new Open(3, "POST", "/v1/workers", true));
        desk.heard(new Piece(3, "no JSON", true));
        desk.heard(new Open(4, "GET", "/elsewhere", false));

        assertThat(sent)
                .contains(new Head(1, 404), new Head(2, 400), new Head(3, 400), new Head(4, 404))
                .noneSatisfy(frame -> assertThat(frame.toString()).contains("Exception"));
        assertThat(said()).contains("worker_not_found", "invalid_query", "invalid_json", "route_not_found");
    }

    @Test
    void anObservationGoesOnUntilItIsHungUp() {
        WorkerRef worker = worker();
        Desk desk = desk();

        desk.heard(new Open(1, "GET", "/v1/workers/" + worker.workerId() + "/events/ws", false));
        int atFirst = sent.size();
        var unused = runtime.sendInput(worker, WorkerInput.user("hello"));
        int then = sent.size();
        desk.heard(new Close(1, null));
        unused = runtime.sendInput(worker, WorkerInput.user("and more"));

        assertThat(sent.get(0)).isEqualTo(new Head(1, 200));
        assertThat(then).isGreaterThan(atFirst);
        assertThat(sent).hasSize(then);
        assertThat(desk.streams()).isZero();
    }

    @Test
    void aStudioThatReadsSlowlyGetsWhatItAsksForAndNoMore() {
        WorkerRef worker = worker();
        Desk desk = desk();
        desk.heard(new Open(1, "GET", "/v1/workers/" + worker.workerId() + "/events/ws", false));

        String long1 = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            var unused = runtime.sendInput(worker, WorkerInput.user(long1));
        }
        int unread = said().length();
        assertThat(unread).isLessThanOrEqualTo(RuntimeFrame.WINDOW);
        desk.heard(new More(1, RuntimeFrame.WINDOW));

        assertThat(said().length()).isGreaterThan(unread).isLessThanOrEqualTo(2 * RuntimeFrame.WINDOW);
    }

    @Test
    void anObservationOfNobodyIsRefused() {
        Desk desk = desk();

        desk.heard(new Open(1, "GET", "/v1/workers/nobody/events/ws", false));

        assertThat(sent.get(0)).isEqualTo(new Head(1, 404));
        assertThat(sent).last().isEqualTo(new Close(1, null));
    }

    @Test
    void moreStreamsThanItKeepsAreTurnedAway() {
        Desk desk = desk();
        for (int i = 1; i <= Desk.MOST_STREAMS; i++) {
            desk.heard(new Open(i, "POST", "/v1/workers", true));
        }

        desk.heard(new Open(500, "GET", "/v1/runtime", false));

        assertThat(sent).containsExactly(new Close(500, Close.BUSY));
        desk.close();
        assertThat(desk.streams()).isZero();
    }

    @Test
    void moreRequestsThanItRunsAreTurnedAway() {
        Desk desk = desk(task -> {
            throw new RejectedExecutionException("full");
        });

        desk.heard(new Open(1, "GET", "/v1/runtime", false));

        assertThat(sent).containsExactly(new Close(1, Close.BUSY));
    }

    @Test
    void aBodyWithoutEndIsNotRead() {
        Desk desk = desk();
        desk.heard(new Open(1, "POST", "/v1/workers", true));

        String piece = "x".repeat(RuntimeFrame.PIECE);
        for (int i = 0; i <= RequestBody.MAX / RuntimeFrame.PIECE; i++) {
            desk.heard(new Piece(1, piece, false));
        }

        assertThat(sent).last().isEqualTo(new Close(1, Close.TOO_LARGE));
        assertThat(desk.streams()).isZero();
    }

    @Test
    void aStudioThatBeginsAnewFindsNothingOfBefore() {
        Desk desk = desk();
        desk.heard(new Open(1, "POST", "/v1/workers", true));

        desk.heard(new Hello(1));

        assertThat(desk.streams()).isZero();
        assertThat(sent).containsExactly(new Close(1, null), new Offer(1));
    }
}
