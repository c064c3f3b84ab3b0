package dev.atelier.runtime.engines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Task;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.TranscriptEntry.Role;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final WorkerIntent ROLE = new WorkerIntent.Role("code_reviewer", "change 118");
    private final List<TranscriptEntry> transcript = new ArrayList<>();

    private HistoryTest said(Role role, String content) {
        transcript.add(new TranscriptEntry(
                transcript.size() + 1, new WorkerRef("rt", "worker-00000001"), role, content, transcript.size() + 1));
        return this;
    }

    private History history(String said) {
        return History.of(ROLE, transcript, said);
    }

    @Test
    void aConversationIsToldInTurnsBehindItsPurpose() {
        said(Role.USER, "hello").said(Role.ASSISTANT, "hi");

        History history = history("go on");

        assertThat(history.system()).isEqualTo("You act as: code reviewer What for: change 118");
        assertThat(history.messages())
                .containsExactly(
                        new Task.Message("user", "hello"),
                        new Task.Message("assistant", "hi"),
                        new Task.Message("user", "go on"));
    }

    @Test
    void whatTheTranscriptHoldsAlreadyIsSaidOnce() {
        said(Role.USER, "hello");

        assertThat(history("hello").messages()).containsExactly(new Task.Message("user", "hello"));
    }

    @Test
    void anInputThatWasNeverAnsweredIsPutBeforeTheNext() {
        said(Role.USER, "hello").said(Role.SYSTEM, "error: the answer failed");

        History history = history("still there?");

        assertThat(history.messages()).containsExactly(new Task.Message("user", "hello\n\nstill there?"));
        assertThat(history.system()).doesNotContain("failed");
    }

    @Test
    void ordersOfTheSystemStandUpFront() {
        said(Role.SYSTEM, "Answer in French.").said(Role.USER, "hello").said(Role.ASSISTANT, "salut");

        assertThat(history("more").system()).endsWith("\n\nAnswer in French.");
    }

    @Test
    void onlyTheEndOfALongConversationIsTold() {
        String long1 = "a".repeat(20_000);
        said(Role.USER, long1)
                .said(Role.ASSISTANT, "b".repeat(20_000))
                .said(Role.USER, "short")
                .said(Role.ASSISTANT, "yes");

        List<Task.Message> messages = history("next").messages();

        assertThat(messages).extracting(Task.Message::content).containsExactly("short", "yes", "next");
        assertThat(messages.get(0).role()).isEqualTo("user");
    }
}
