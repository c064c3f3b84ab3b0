package dev.atelier.engine.host.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> due = new ArrayList<>();
    private long now = 1;
    private final Pieces pieces = new Pieces(sent::add, (nanos, action) -> due.add(action), () -> now);

    private void pass(long nanos) {
        now += nanos;
    }

    private void ring() {
        List<Runnable> ringing = List.copyOf(due);
        due.clear();
        ringing.forEach(Runnable::run);
    }

    @Test
    void aPieceThatComesAloneGoesAtOnce() {
        pieces.add("one");
        pass(Pieces.GAP_NANOS);
        pieces.add("two");

        assertThat(sent).containsExactly("one", "two");
        assertThat(due).isEmpty();
    }

    @Test
    void thoseThatFollowSoonGoWithTheNext() {
        pieces.add("one ");
        pieces.add("two ");
        pieces.add("three ");
        assertThat(sent).containsExactly("one ");

        pass(Pieces.GAP_NANOS);
        pieces.add("four");

        assertThat(sent).containsExactly("one ", "two three four");
        assertThat(due).hasSize(1); // one alarm for all of them
    }

    @Test
    void whatIsHeldWhenTheModelPausesGoesByItself() {
        pieces.add("one ");
        pieces.add("two");

        pass(Pieces.PAUSE_NANOS);
        ring();

        assertThat(sent).containsExactly("one ", "two");
        assertThat(due).isEmpty();
    }

    @Test
    void anAlarmThatRingsWhileTheModelGoesOnLeavesTheTextToTheNextPiece() {
        pieces.add("one ");
        pieces.add("two ");
        pass(Pieces.GAP_NANOS);
        pieces.add("three ");
        pieces.add("four ");

        ring();

        assertThat(sent).containsExactly("one ", "two three ");
        assertThat(due).hasSize(1);
        pass(Pieces.GAP_NANOS);
        ring();
        assertThat(sent).containsExactly("one ", "two three ", "four ");
    }

    @Test
    void whatIsHeldGoesBeforeTheEndAndNothingAfterIt() {
        pieces.add("one ");
        pieces.add("two");

        pieces.flush();
        pass(Pieces.PAUSE_NANOS);
        ring();

        assertThat(sent).containsExactly("one ", "two");
    }
}
