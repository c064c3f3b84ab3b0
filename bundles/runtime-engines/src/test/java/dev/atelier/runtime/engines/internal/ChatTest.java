package dev.atelier.runtime.engines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.runtime.api.ExecutionResult.Outcome;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatTest {
    private static final WorkerInput HELLO = WorkerInput.user("hello");

    private final Deque<Runnable> due = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final FakeJob job = new FakeJob();
    private @Nullable Turn answered;
    private @Nullable JobRefused refusal;
    private final Chat chat = new Chat(new WorkerRef("rt", "w"), this::heard, this::answer, due::add);

    private void heard(ObjectNode event) {
        told.add(event.path("event").asText() + event.path("data"));
    }

    private Job answer(Chat of, String said, Turn now) throws JobRefused {
        if (refusal != null) {
            throw refusal;
        }
        answered = now;
        return job;
    }

    private void piece(long at, String text) {
        Objects.requireNonNull(answered).text(at, text);
    }

    private void work() {
        for (Runnable next = due.poll(); next != null; next = due.poll()) {
            next.run();
        }
    }

    private void ends(String content) {
        job.outcome.complete(new JobOutcome.Done(new EngineResult.Json("{\"choices\":[{\"message\":{\"content\":\""
                + content + "\"}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}")));
        work();
    }

    @Test
    void anAnswerIsToldWhileItIsMadeAndOnceWhole() {
        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.ACCEPTED);
        work();
        piece(0, "Good");
        piece(4, " day");
        assertThat(chat.answering()).isTrue();
        work();
        assertThat(chat.live()).isEqualTo("Good day");
        ends("Good day");

        assertThat(told)
                .containsExactly(
                        "status{\"status\":\"running\"}",
                        "invoke_start{\"kind\":\"user_send\"}",
                        "text_delta{\"text\":\"Good day\"}",
                        "text_done{\"text\":\"Good day\"}",
                        "usage{\"input_tokens\":3,\"output_tokens\":2}",
                        "run_end{\"result\":\"finished\"}",
                        "status{\"status\":\"idle\"}");
        assertThat(chat.answering()).isFalse();
    }

    @Test
    void piecesThatComeBeforeTheBeginningIsToldFollowIt() {
        chat.said(HELLO);
        piece(0, "early");
        work();

        assertThat(told.get(0)).startsWith("status");
        assertThat(told.get(2)).isEqualTo("text_delta{\"text\":\"early\"}");
    }

    @Test
    void whatAModelThinksIsNoPartOfItsAnswer() {
        chat.said(HELLO);
        work();
        piece(0, "<think>hm</think>Yes");
        work();

        assertThat(told)
                .contains("thinking_done{\"text\":\"hm\"}", "text_delta{\"text\":\"Yes\"}")
                .noneMatch(event -> event.contains("<think>"));
        assertThat(chat.live()).isEqualTo("Yes");
    }

    @Test
    void nothingIsQueuedBehindAnAnswer() {
        chat.said(HELLO);

        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.BUSY);
        work();
        ends("yes");
        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void anOrderOfTheSystemNeedsNoAnswer() {
        assertThat(chat.said(WorkerInput.system("Be brief.")).outcome()).isEqualTo(Outcome.ACCEPTED);

        assertThat(chat.answering()).isFalse();
        assertThat(due).isEmpty();
    }

    @Test
    void aRefusedJobLeavesTheWorkerFree() {
        refusal = new JobRefused(JobRefused.Reason.QUEUE_FULL, "too many wait");
        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.BUSY);
        refusal = new JobRefused(JobRefused.Reason.NO_ENGINE, "no engine");
        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.REJECTED);
        refusal = null;

        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(told).isEmpty();
    }

    @Test
    void aFailureNamesTheJobAndNotWhatItsEngineSaid() {
        chat.said(HELLO);
        work();
        job.outcome.complete(new JobOutcome.Failed("crashed", "/home/me/model.gguf: cannot be read", true));
        work();

        assertThat(told)
                .contains(
                        "error{\"code\":\"provider_error\",\"message\":\"the answer failed (crashed); job j-1 says why\"}")
                .noneMatch(event -> event.contains("gguf"));
        assertThat(told.get(told.size() - 1)).isEqualTo("status{\"status\":\"idle\"}");
    }

    @Test
    void theEndCancelsTheAnswerAndNothingMoreIsTold() {
        chat.said(HELLO);
        work();
        told.clear();

        chat.end();
        job.outcome.complete(new JobOutcome.Cancelled("stopped"));
        work();

        assertThat(job.cancelled).isTrue();
        assertThat(told).isEmpty();
        assertThat(chat.said(HELLO).outcome()).isEqualTo(Outcome.REJECTED);
    }

    private static final class FakeJob implements Job {
        private final CompletableFuture<JobOutcome> outcome = new CompletableFuture<>();
        private boolean cancelled;

        @Override
        public String id() {
            return "j-1";
        }

        @Override
        public CompletableFuture<JobOutcome> outcome() {
            return outcome;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
