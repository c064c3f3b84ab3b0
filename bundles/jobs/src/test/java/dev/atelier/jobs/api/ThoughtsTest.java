package dev.atelier.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThoughtsTest {
    private final Thoughts thoughts = new Thoughts();
    private final StringBuilder said = new StringBuilder();

    private void add(String... pieces) {
        for (String piece : pieces) {
            said.append(thoughts.add(piece));
        }
    }

    @Test
    void aTextWithoutThoughtsIsToldAsItComes() {
        assertThat(thoughts.add("Once")).isEqualTo("Once");
        assertThat(thoughts.add(" upon")).isEqualTo(" upon");
        assertThat(thoughts.takeThought()).isNull();
    }

    @Test
    void aThoughtIsToldOnceAndWholeHoweverItIsCut() {
        add(" <thi", "nk> Let me", " see. </th", "ink>", "\n\n", "Yes", " <think>no</think>");

        assertThat(thoughts.takeThought()).isEqualTo("Let me see.");
        assertThat(thoughts.takeThought()).isNull();
        assertThat(said).hasToString("Yes <think>no</think>");
    }

    @Test
    void whatOnlyLooksLikeATagIsToldInTheEnd() {
        add("<th");

        assertThat(said).isEmpty();
        assertThat(thoughts.rest()).isEqualTo("<th");
        assertThat(thoughts.takeThought()).isNull();
    }

    @Test
    void aThoughtThatNeverEndsIsAThought() {
        add("<think>and so on");

        assertThat(thoughts.rest()).isEmpty();
        assertThat(thoughts.takeThought()).isEqualTo("and so on");
    }
}
