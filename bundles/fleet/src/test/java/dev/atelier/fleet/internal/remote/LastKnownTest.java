package dev.atelier.fleet.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fleet.internal.shape.Diagnostic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LastKnownTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final LastKnown<String> known = new LastKnown<>(now::get, () -> Duration.ofSeconds(10));

    private LastKnown.Answer<String> answered(String value, Duration took) throws Exception {
        return known.ask(() -> {
                    asked.incrementAndGet();
                    now.addAndGet(took.toNanos());
                    return CompletableFuture.completedFuture(new Outcome.Got<>(value));
                })
                .get(5, TimeUnit.SECONDS);
    }

    private CompletableFuture<LastKnown.Answer<String>> pending(CompletableFuture<Outcome<String>> answer) {
        return known.ask(() -> {
            asked.incrementAndGet();
            return answer;
        });
    }

    @Test
    void aQuickRuntimeIsAlwaysAskedAnew() throws Exception {
        answered("one", Duration.ofMillis(5));

        assertThat(answered("two", Duration.ofMillis(5)).outcome()).isEqualTo(new Outcome.Got<>("two"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void onceSlowMayHappen() throws Exception {
        answered("one", Duration.ofSeconds(2));
        CompletableFuture<Outcome<String>> late = new CompletableFuture<>();

        CompletableFuture<LastKnown.Answer<String>> answer = pending(late);
        late.complete(new Outcome.Got<>("two"));

        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(new LastKnown.Answer<>(new Outcome.Got<>("two"), false));
    }

    @Test
    void ofASlowOneIsToldWhatItAnsweredLastWhileItIsAskedOnce() throws Exception {
        answered("one", Duration.ofSeconds(2));
        answered("two", Duration.ofSeconds(2));
        CompletableFuture<Outcome<String>> never = new CompletableFuture<>();

        LastKnown.Answer<String> first = pending(never).get(5, TimeUnit.SECONDS);
        LastKnown.Answer<String> second = pending(never).get(5, TimeUnit.SECONDS);

        assertThat(first).isEqualTo(new LastKnown.Answer<>(new Outcome.Got<>("two"), true));
        assertThat(second).isEqualTo(first);
        assertThat(asked).hasValue(3);
    }

    @Test
    void whoComesLaterWhileASlowOneIsAskedNeedNotWaitAtAll() throws Exception {
        answered("one", Duration.ofSeconds(2));
        answered("two", Duration.ofSeconds(2));
        CompletableFuture<Outcome<String>> never = new CompletableFuture<>();
        var first = pending(never);

        now.addAndGet(LastKnown.PATIENCE.toNanos());

        assertThat(pending(never)).isCompletedWithValue(new LastKnown.Answer<>(new Outcome.Got<>("two"), true));
        assertThat(first.get(5, TimeUnit.SECONDS).stale()).isTrue();
    }

    @Test
    void oneThatRanIntoTheLimitIsNotWaitedForAgain() throws Exception {
        answered("one", Duration.ofSeconds(10));

        assertThat(pending(new CompletableFuture<>()).get(5, TimeUnit.SECONDS).stale())
                .isTrue();
    }

    /** Left alone and tried again from time to time, it would cost one list its limit each time. */
    @Test
    void oneThatWasLeftAloneIsNotQuickForThat() throws Exception {
        LastKnown.Answer<String> late = failed(Duration.ofSeconds(10));
        Outcome<String> alone = new Outcome.LeftAlone<>(Diagnostic.error("left_alone", ""));
        assertThat(pending(CompletableFuture.completedFuture(alone)).get(5, TimeUnit.SECONDS))
                .isEqualTo(new LastKnown.Answer<>(alone, false));

        assertThat(pending(new CompletableFuture<>()).get(5, TimeUnit.SECONDS))
                .isEqualTo(new LastKnown.Answer<>(late.outcome(), true));
    }

    private LastKnown.Answer<String> failed(Duration took) throws Exception {
        return known.ask(() -> {
                    now.addAndGet(took.toNanos());
                    return CompletableFuture.completedFuture(new Outcome.Failed<>(Diagnostic.error("too_late", "")));
                })
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void whoGetsQuickAgainIsAskedAnew() throws Exception {
        answered("one", Duration.ofSeconds(10));
        CompletableFuture<Outcome<String>> late = new CompletableFuture<>();
        var unused = pending(late);
        late.complete(new Outcome.Got<>("two"));

        assertThat(answered("three", Duration.ofMillis(1)))
                .isEqualTo(new LastKnown.Answer<>(new Outcome.Got<>("three"), false));
    }
}
