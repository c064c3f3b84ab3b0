package dev.atelier.agent.formats.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atelier.agent.formats.api.RunResult.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds for every agent: framing, bounds, secrets, standard error, the end. */
class DecoderTest {
    private static final String SECRET = "sk-\"quoted\"-value";

    @Test
    void aLineBeyondTheLimitIsDroppedAndTold() {
        Recording recording = new Recording(Recording.limited("claude_code", false, 20, 1_000));

        recording.out("x".repeat(21) + "\nshort enough\n" + "y".repeat(40));
        recording.decoder.finish(RunEnd.killed(137, "stopped"));

        assertThat(recording.contents())
                .startsWith(
                        "agent output line exceeded 20 bytes; dropped",
                        "short enough",
                        "agent output line exceeded 20 bytes; dropped");
    }

    @Test
    void aLongTextIsCutBetweenCharactersAndMarked() {
        Recording recording = new Recording(Recording.limited("gemini_cli", false, 1_000, 10));

        recording.out("{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"aéaéaéaéaé\"}\n");

        assertThat(recording.contents()).containsExactly("aéaéaéa\n[truncated 5 bytes]");
        assertThat(recording.metas).allMatch(EventMeta::truncated);
    }

    @Test
    void aShortTextIsNotMarked() {
        Recording recording = new Recording(Recording.limited("gemini_cli", false, 1_000, 15));

        recording.out("{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"aéaéaéaéaé\"}\n");

        assertThat(recording.contents()).containsExactly("aéaéaéaéaé");
        assertThat(recording.metas).noneMatch(EventMeta::truncated);
    }

    @Test
    void invalidBytesAreReplacedAndAByteOrderMarkIsNoText() {
        Recording recording = Recording.of("gemini_cli");
        byte[] bytes = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', (byte) 0xC3, 'b', '\r', '\n'};

        for (byte each : bytes) {
            recording.decoder.stdout(new byte[] {each});
        }

        assertThat(recording.contents()).containsExactly("a\uFFFDb");
    }

    @Test
    void brokenLinesEndWithTheNextThatCanBeJson() {
        Recording recording = Recording.of("codex_cli");

        recording.out("{\"type\":\nrest of it\n[debug] noise\nmore noise\n{\"type\":\"thread.started\"}\n");

        assertThat(recording.contents().subList(0, 3))
                .containsExactly("malformed agent output: {\"type\":", "[debug] noise", "more noise");
        assertThat(recording.told().get(3)).contains("session_start");
    }

    @Test
    void aLineMayHoldSeveralEvents() {
        Recording recording = Recording.of("codex_cli");

        recording.out("[{\"type\":\"thread.started\"},{\"type\":\"error\",\"message\":\"slow\"}]\n");

        assertThat(recording.told())
                .containsExactly(
                        "{\"type\":\"session_start\",\"agent_type\":\"codex_cli\"}",
                        "{\"type\":\"error_output\",\"content\":\"slow\"}");
    }

    @Test
    void secretsAreMaskedWhereverTheyStand() {
        Recording recording = new Recording(Recording.run("claude_code", null, SECRET, "short", "longer-secret"));

        recording.out(
                "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"Bash\",\"input\":{\"command\":\"echo longer-secret\","
                        + "\"longer-secret\":[\"x longer-secret\"]}}\n");
        recording.out("{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":"
                + "\"{\\\"v\\\":\\\"sk-\\\\\\\"quoted\\\\\\\"-value\\\"}\"}\n");
        recording.out("{\"broken longer-secret short\n");
        recording.err("failed with " + SECRET + "\n");
        RunResult result = recording.decoder.finish(RunEnd.exited(1));

        assertThat(String.join("\n", recording.told()))
                .contains("echo ***", "x ***", "{\\\"v\\\":\\\"***\\\"}", "{\\\"broken *** short", "failed with ***")
                .doesNotContain("longer-secret", "quoted");
        assertThat(result.error()).isEqualTo("agent exited with code 1: failed with ***");
    }

    @Test
    void aSecretIsNotRevealedByWhereATextIsCut() {
        AgentRun run = Recording.run("gemini_cli", null, "abcdefghijkl");
        Recording recording = new Recording(new AgentRun(
                run.agentType(), false, run.workdir(), null, run.masking(), new AgentRun.Limits(1_000, 8)));

        recording.out("{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"xabcdefghijkl\"}\n");

        assertThat(recording.contents()).containsExactly("x***");
    }

    @Test
    void standardErrorIsToldLineByLineButForWhatNobodyNeeds() {
        Recording recording = Recording.of("gemini_cli");

        recording.err("\u001b[31mquota is low\u001b[0m\nLoaded cached credentials.\n\nlast");
        RunResult result = recording.decoder.finish(RunEnd.exited(1));

        assertThat(recording.contents().subList(0, 2)).containsExactly("quota is low", "last");
        assertThat(result).isEqualTo(new RunResult(Cause.EXIT, "agent exited with code 1: last"));
    }

    @Test
    void inPlainTextTheProgressOfCodexIsText() {
        Recording codex = new Recording(Recording.limited("codex_cli", true, 1_000, 1_000));
        Recording gemini = new Recording(Recording.limited("gemini_cli", true, 1_000, 1_000));

        codex.err("thinking\n");
        gemini.err("thinking\n");

        assertThat(codex.told().get(1)).contains("text_output");
        assertThat(gemini.told().get(1)).contains("error_output");
    }

    @Test
    void plainTextIsToldByParagraphsAndAfterAPause() {
        Recording recording = new Recording(Recording.limited("gemini_cli", true, 1_000, 1_000));
        assertThat(recording.told()).hasSize(1);

        recording.out("one\n  two\n\nthree\nfour");
        assertThat(recording.contents()).contains("one\n  two");

        recording.decoder.quiet(Duration.ofMillis(1_999));
        assertThat(recording.contents()).doesNotContain("three");
        recording.decoder.quiet(Duration.ofSeconds(2));
        assertThat(recording.contents()).contains("three");

        assertThat(recording.decoder.finish(RunEnd.exited(0)).success()).isTrue();
        assertThat(recording.contents()).contains("four");
    }

    @Test
    void theHostsReasonCountsMost() {
        Recording recording = Recording.of("claude_code");

        recording.out("{\"type\":\"result\",\"subtype\":\"error_max_turns\",\"is_error\":true}\n");
        RunResult result = recording.decoder.finish(RunEnd.killed(137, "task timed out after 3600 s"));

        assertThat(result).isEqualTo(new RunResult(Cause.KILLED, "task timed out after 3600 s"));
    }

    @Test
    void anAgentThatAlwaysTellsAResultHasFailedWithoutOne() {
        assertThat(Recording.of("amp").decoder.finish(RunEnd.exited(0)))
                .isEqualTo(new RunResult(Cause.NO_RESULT, "agent ended without a result event"));
        assertThat(Recording.of("open_code").decoder.finish(RunEnd.exited(0)).success())
                .isTrue();
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Recording recording = Recording.of("aider");
        recording.out("done");
        RunResult first = recording.decoder.finish(RunEnd.exited(0));
        int told = recording.events.size();

        recording.out("late\n").err("late\n");
        recording.decoder.quiet(Duration.ofMinutes(1));

        assertThat(recording.decoder.finish(RunEnd.exited(3))).isSameAs(first);
        assertThat(recording.events).hasSize(told);
    }

    @Test
    void anUnknownAgentIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recording.of("clippy"))
                .withMessageContaining("clippy");
        assertThatIllegalArgumentException().isThrownBy(() -> new Recording(Recording.limited("aider", true, 10, 10)));
    }
}
