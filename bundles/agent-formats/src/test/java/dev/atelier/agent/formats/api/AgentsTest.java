package dev.atelier.agent.formats.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.agent.formats.api.RunResult.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What single agents do that no transcript shows. */
class AgentsTest {
    @Test
    void claudeRepeatsNothingThatCameInFragments() {
        Recording recording = Recording.of("claude_code");

        recording.out(delta("message_start", "\"message\":{\"id\":\"m1\"}"));
        recording.out(delta("content_block_delta", "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}"));
        recording.out(delta("content_block_delta", "\"delta\":{\"type\":\"text_delta\",\"text\":\" \"}"));
        recording.out(
                "{\"type\":\"assistant\",\"message\":{\"id\":\"m1\",\"content\":[{\"type\":\"text\",\"text\":\"Hel \"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"not told before\"}]}}\n");
        recording.out("{\"type\":\"assistant\",\"message\":{\"id\":\"m2\",\"content\":\"whole\"}}\n");

        assertThat(recording.contents()).containsExactly("Hel", " ", "not told before", "whole");
    }

    @Test
    void claudeIsAnsweredThroughItsControlRequests() {
        Recording recording = Recording.of("claude_code");

        recording.out("{\"type\":\"control_request\",\"request_id\":\"R1\",\"request\":{\"subtype\":\"can_use_tool\","
                + "\"tool_name\":\"Bash\",\"input\":{\"command\":\"ls\"},\"tool_use_id\":\"t1\"}}\n");
        recording.out(
                "{\"type\":\"control_request\",\"request_id\":\"R2\",\"request\":{\"subtype\":\"can_use_tool\","
                        + "\"tool_name\":\"mcp__ui__ask_user\",\"tool_use_id\":\"t2\",\"input\":{\"questions\":["
                        + "{\"question\":\"Which?\",\"multiSelect\":true,\"options\":[{\"label\":\"a\"},\"b\"]},\"Why?\",{}]}}}\n");
        recording.out("{\"type\":\"control_cancel_request\",\"request_id\":\"R2\"}\n");

        assertThat(recording.controls).extracting(ControlRequest::question).containsExactly(false, true);
        assertThat(recording.told())
                .containsExactly(
                        "{\"type\":\"ask_user_question\",\"question\":\"Which?\",\"options\":[\"a\",\"b\"]}",
                        "{\"type\":\"ask_user_question\",\"question\":\"Why?\"}");
        assertThat(recording.metas.get(0)).isEqualTo(new EventMeta("t2", null, "R2", true, false, false));
        assertThat(recording.withdrawn).containsExactly("R2");
    }

    @Test
    void claudeSaysItsResultWhenItSaidNothingElse() {
        Recording recording = Recording.of("claude_code");

        recording.out("{\"type\":\"result\",\"subtype\":\"success\",\"result\":\"42\"}\n");

        assertThat(recording.contents()).containsExactly("42");
        assertThat(recording.results).isEqualTo(1);
        assertThat(recording.decoder.finish(RunEnd.exited(0)).success()).isTrue();
    }

    @Test
    void aFailedLoginIsToldApart() {
        Recording claude = Recording.of("claude_code");
        claude.out("{\"type\":\"assistant\",\"error\":\"authentication_failed\",\"message\":{\"content\":\"no\"}}\n");
        Recording aider = Recording.of("aider");
        aider.out("litellm.AuthenticationError: no\n");

        assertThat(claude.decoder.finish(RunEnd.exited(1)).cause()).isEqualTo(Cause.AUTHENTICATION);
        assertThat(Recording.of("gemini_cli").decoder.finish(RunEnd.exited(41)).cause())
                .isEqualTo(Cause.AUTHENTICATION);
        assertThat(aider.decoder.finish(RunEnd.exited(0)).cause()).isEqualTo(Cause.AUTHENTICATION);
    }

    @Test
    void openCodePatchesBecomeFileChanges() {
        Recording recording = Recording.of("open_code");

        recording.out(
                "{\"type\":\"tool_use\",\"part\":{\"callID\":\"c\",\"tool\":\"apply_patch\",\"state\":{"
                        + "\"status\":\"completed\",\"output\":\"ok\",\"input\":{\"patchText\":\"*** Begin Patch\\n"
                        + "*** Add File: a\\n*** Update File: /workspace/demo/b\\n*** Move to: ./c\\n*** Delete File: d\\n\"}}}}\n");

        assertThat(recording.told().subList(3, 6))
                .containsExactly(
                        "{\"type\":\"file_change\",\"path\":\"a\",\"change_type\":\"create\"}",
                        "{\"type\":\"file_change\",\"path\":\"c\",\"change_type\":\"rename\",\"from\":\"b\"}",
                        "{\"type\":\"file_change\",\"path\":\"d\",\"change_type\":\"delete\"}");
    }

    @Test
    void aResultThatComesTwiceChangesNothingTwice() {
        Recording recording = Recording.of("gemini_cli");
        recording.out("{\"type\":\"tool_use\",\"tool_name\":\"write_file\",\"tool_id\":\"w\","
                + "\"parameters\":{\"file_path\":\"a\",\"content\":\"x\"}}\n");

        recording.out("{\"type\":\"tool_result\",\"tool_id\":\"w\",\"status\":\"success\"}\n".repeat(2));

        assertThat(recording.told())
                .hasSize(4)
                .filteredOn(told -> told.contains("file_change"))
                .hasSize(1);
    }

    @Test
    void aiderIsHeardWhenItWaitsOnAnUnfinishedLine() {
        Recording recording = Recording.of("aider");

        recording.out("Some text\nAdd src/a.py to the chat? (Y)es/(N)o/(A)ll/(S)kip all/(D)on't ask again [Yes]: ");
        recording.decoder.quiet(Duration.ofMillis(499));
        assertThat(String.join("", recording.told())).doesNotContain("ask_user_question");
        recording.decoder.quiet(Duration.ofMillis(500));
        recording.decoder.quiet(Duration.ofMillis(900));
        recording.out("y\nmore\n");
        recording.decoder.finish(RunEnd.exited(0));

        assertThat(recording.told())
                .filteredOn(told -> told.contains("ask_user_question"))
                .containsExactly("{\"type\":\"ask_user_question\",\"question\":\"Add src/a.py to the chat?\","
                        + "\"options\":[\"Yes\",\"No\",\"All\",\"Skip all\",\"Don't ask again\"]}");
        assertThat(recording.contents()).contains("Some text", "more").doesNotContain("y");
    }

    @Test
    void anEditBlockThatNeverEndsIsText() {
        Recording recording = Recording.of("aider");

        recording.out("Look:\na.py\n```\n<<<<<<< SEARCH\nx\n");
        recording.decoder.finish(RunEnd.exited(0));

        assertThat(recording.contents()).contains("Look:", "a.py\n```\n<<<<<<< SEARCH\nx");
    }

    @Test
    void aiderRecoversFromAnErrorByGoingOn() {
        Recording recording = Recording.of("aider");

        recording.out(
                "litellm.APIConnectionError: gone\nHere it is.\n\nCreating empty file n.py\nApplied edit to n.py\n");

        assertThat(recording.decoder.finish(RunEnd.exited(0)).success()).isTrue();
        assertThat(recording.told())
                .contains("{\"type\":\"file_change\",\"path\":\"n.py\",\"change_type\":\"create\"}");
    }

    private static String delta(String type, String rest) {
        return "{\"type\":\"stream_event\",\"event\":{\"type\":\"" + type + "\"," + rest + "}}\n";
    }
}
