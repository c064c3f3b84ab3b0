package dev.atelier.engine.llama.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopFilterTest {
    @Test
    void handsOnAtOnceWhatCannotBeAStop() {
        assertThat(new StopFilter(List.of("END")).feed("hello ")).isEqualTo("hello ");
    }

    @Test
    void cutsBeforeAStopThatComesInPieces() {
        StopFilter filter = new StopFilter(List.of("</s>", "END"));

        assertThat(filter.feed("one E")).isEqualTo("one ");
        assertThat(filter.feed("N")).isEmpty();
        assertThat(filter.stopped()).isFalse();
        assertThat(filter.feed("D two")).isEmpty();
        assertThat(filter.stopped()).isTrue();
        assertThat(filter.feed("three")).isEmpty();
        assertThat(filter.rest()).isEmpty();
    }

    @Test
    void givesBackWhatOnlyLookedLikeAStop() {
        StopFilter filter = new StopFilter(List.of("END"));

        assertThat(filter.feed("E") + filter.feed("NE") + filter.feed("MY")).isEqualTo("ENEMY");
        assertThat(filter.feed(" EN") + filter.rest()).isEqualTo(" EN");
    }

    @Test
    void theFirstStopInTheTextCountsWhicheverWasNamedFirst() {
        assertThat(new StopFilter(List.of("two", "one", "")).feed("zero one two"))
                .isEqualTo("zero ");
    }
}
