package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.wire.agent.api.AgentTask;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {
    private static final Opening RESUMED = new Opening("talk-1", "And tests.");

    private static AgentJob job(AgentJob.@Nullable Again resume) {
        return new AgentJob(
                "t1",
                "s1",
                Objects.requireNonNull(AgentPrograms.of("claude_code")),
                null,
                "Do it.\n\nAnd tests.",
                "",
                null,
                List.of(new AgentTask.BaseRemote("/srv/git/demo.git", "main")),
                null,
                resume);
    }

    private static Turn.End end(ErrorCode code, String words, boolean worked) {
        return new Turn.End(Optional.of(new AgentFailure(code, words)), 1, worked, Optional.empty(), Optional.empty());
    }

    @Test
    void aConversationGoesOnWhereItsFilesAre() {
        AgentJob job = job(new AgentJob.Again("talk-1", "And tests.", null));

        assertThat(Opening.of(job, true, "")).isEqualTo(RESUMED);
        assertThat(Opening.of(job, false, "Be brief."))
                .isEqualTo(new Opening(null, "Be brief.\n\nDo it.\n\nAnd tests."));
        assertThat(Opening.of(job(null), true, "").resume()).isNull();
        assertThat(Opening.of(job(new AgentJob.Again(null, "And tests.", null)), true, ""))
                .isEqualTo(new Opening(null, "Do it.\n\nAnd tests."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the agent exited with code 1: No conversation found with session ID: 6f1c",
                "the agent reports: No conversation found with session ID: 6f1c",
                "the agent exited with code 1: Error: Session not found: ses_1",
                "the agent exited with code 42: Error resuming session: Invalid session identifier \"6f1c\".",
                "the agent exited with code 1: no rollout found for thread id 6f1c",
                "the agent exited with code 1: Thread T-6f1c does not exist"
            })
    void whoHasForgottenSaysSo(String words) {
        ErrorCode code = words.contains("reports") ? ErrorCode.AGENT_REPORTED_ERROR : ErrorCode.AGENT_CRASHED;

        assertThat(RESUMED.isForgotten(end(code, words, false))).isTrue();
        assertThat(RESUMED.isForgotten(end(code, words, true))).isFalse();
        assertThat(new Opening(null, "Do it.").isForgotten(end(code, words, false)))
                .isFalse();
    }

    @Test
    void otherTroubleIsNoReasonToBeginAgain() {
        assertThat(RESUMED.isForgotten(end(ErrorCode.AGENT_CRASHED, "the agent exited with code 1: boom", false)))
                .isFalse();
        String usage = "the agent exited with code 2: error: unknown option '-x' | Usage: agent [--session ID]";
        assertThat(RESUMED.isForgotten(end(ErrorCode.AGENT_CRASHED, usage, false)))
                .isFalse();
        assertThat(RESUMED.isForgotten(end(ErrorCode.TASK_CANCELLED, "no session", false)))
                .isFalse();
    }
}
