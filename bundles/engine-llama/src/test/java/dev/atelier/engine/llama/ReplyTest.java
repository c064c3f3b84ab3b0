package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private final List<String> pieces = new ArrayList<>();
    private final Reply reply = new Reply(pieces::add);

    @Test
    void handsOnTheAnswerWithoutTheSpaceAroundIt() {
        say(" ", "Once", " upon", " a time ", "\n");

        assertThat(String.join("|", pieces)).isEqualTo("Once| upon| a time");
        assertThat(reply.content()).isEqualTo("Once upon a time");
        assertThat(reply.reasoning()).isNull();
    }

    @Test
    void keepsTheThoughtApart() {
        say("<th", "ink>", " hm", " hm", "</thi", "nk>", "\n\n", "yes", " indeed");

        assertThat(String.join("", pieces)).isEqualTo("yes indeed");
        assertThat(reply.reasoning()).isEqualTo("hm hm");
        assertThat(reply.content()).isEqualTo("yes indeed");
    }

    @Test
    void aThoughtThatNeverEndsIsTheAnswer() {
        say("<think>", " hm");

        assertThat(pieces).isEmpty();
        assertThat(reply.content()).isEqualTo("<think> hm");
        assertThat(reply.reasoning()).isNull();
    }

    @Test
    void anOpeningThatIsNoThoughtIsText() {
        say("<thi", "s>");

        assertThat(String.join("", pieces)).isEqualTo("<this>");
    }

    private void say(String... parts) {
        List.of(parts).forEach(reply::add);
    }
}
