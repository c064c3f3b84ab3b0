package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Body;
import dev.atelier.registration.api.Credentials;
import dev.atelier.session.internal.Uploads.Answer;
import dev.atelier.wire.api.StudioAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UploadsTest {
    private static final Answer UNREACHABLE = new Answer(Answer.Kind.UNREACHABLE, "complete failed: 503 — later");
    private static final Answer REFUSED = new Answer(Answer.Kind.REFUSED, "complete failed: 409 — no");
    private static final Parcel PARCEL = new Parcel(
            new Credentials(StudioAddress.parse("https://s.example"), "w-1", new Secret("t")),
            "job-1",
            "a cat",
            "png",
            Body.of(new byte[0]));

    private final Fakes.TurnedTimer timer = new Fakes.TurnedTimer();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Uploads uploads = new Uploads(
            (parcel, written) -> CompletableFuture.completedFuture(answers.remove()),
            timer,
            () -> Duration.ofSeconds(1),
            new Tally());

    @Test
    void anAnswerThatMayChangeIsAskedForTwiceMoreWithGrowingPauses() {
        answers.addAll(List.of(UNREACHABLE, UNREACHABLE, Answer.STORED));

        CompletableFuture<Answer> sent = uploads.send(PARCEL, () -> {});
        assertThat(sent).isNotDone();
        timer.turn();
        timer.turn();

        assertThat(sent).isCompletedWithValue(Answer.STORED);
        assertThat(timer.delays).containsExactly(1_000L, 2_000L);
    }

    @Test
    void afterThreeAttemptsItIsEnough() {
        answers.addAll(List.of(UNREACHABLE, UNREACHABLE, UNREACHABLE));

        CompletableFuture<Answer> sent = uploads.send(PARCEL, () -> {});
        timer.turn();
        timer.turn();

        assertThat(sent).isCompletedWithValue(UNREACHABLE);
    }

    @Test
    void aRefusalIsFinal() {
        answers.add(REFUSED);

        assertThat(uploads.send(PARCEL, () -> {})).isCompletedWithValue(REFUSED);
        assertThat(timer.delays).isEmpty();
    }

    @Test
    void whoWaitsForAnotherAttemptGetsTheLastAnswerWhenTheRoomCloses() {
        answers.add(UNREACHABLE);
        CompletableFuture<Answer> sent = uploads.send(PARCEL, () -> {});

        uploads.close();

        assertThat(sent).isCompletedWithValue(UNREACHABLE);
    }
}
