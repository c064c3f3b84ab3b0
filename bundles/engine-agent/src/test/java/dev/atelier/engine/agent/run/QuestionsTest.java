package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.agent.formats.api.AgentEvent.AskUserQuestion;
import dev.atelier.agent.formats.api.ControlRequest;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.launch.AgentProgram.Answering;
import dev.atelier.engine.agent.run.SessionServer.Asked;
import dev.atelier.engine.agent.run.SessionServer.Replies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final Replies NOBODY = new Replies() {
        @Override
        public void answered(String text) {}

        @Override
        public void unanswerable() {}
    };

    private final RecordedServer server = new RecordedServer();
    private final List<Secret> confided = new ArrayList<>();
    private final Questions questions =
            new Questions(server, Answering.CONTROL, PATIENCE, question -> NOBODY, confided::add);
    private final Stdin stdin = new Stdin();

    private Asked ask(String question, String call) throws Exception {
        questions.asked(
                new AskUserQuestion(question, List.of()), new EventMeta(null, null, call, false, false, false), 0);
        return server.question();
    }

    private void leave(String call) {
        questions.leave(new ControlRequest(call, null, "AskUserQuestion", Json.object(), true));
    }

    @Test
    void anAgentThatGoesOnWithoutOneAnswerWantsNoneOfTheOthersOfThatCall() throws Exception {
        Asked first = ask("First?", "R1");
        ask("Second?", "R1");
        ask("Another?", "R2");
        leave("R1");
        leave("R2");

        assertThat(questions.giveUp(first.id(), stdin)).isTrue();

        assertThat(server.withdrawn()).containsExactly("late: First?", "Second?");
        assertThat(questions.count()).isEqualTo(1);
    }

    @Test
    void allThatAreTooOldAreToldSo() throws Exception {
        ask("First?", "R1");
        ask("Second?", "R1");
        leave("R1");

        assertThat(questions.giveUp(PATIENCE, stdin)).isTrue();

        assertThat(server.withdrawn()).containsExactly("late: First?", "late: Second?");
        assertThat(questions.any()).isFalse();
    }

    @Test
    void whatIsConfidedIsKnownBeforeTheAgentHasIt() throws Exception {
        Asked asked = ask("The API key?", "R1");

        assertThat(questions.answer(asked.id(), "sesame-open", stdin)).isPresent();

        assertThat(confided).containsExactly(new Secret("sesame-open"));
    }
}
