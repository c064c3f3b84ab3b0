package dev.atelier.agent.formats.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TranscriptsTest {
    @ParameterizedTest
    @MethodSource("transcripts")
    void giveTheExpectedEventsInTheGivenPieces(Transcript transcript) {
        int sum = transcript.chunks().stream().mapToInt(Integer::intValue).sum();

        assertThat(sum).isEqualTo(transcript.stdout().length);
        assertThat(transcript.replay(transcript.chunks()).events).isEqualTo(transcript.expected());
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void giveThemByteByByte(Transcript transcript) {
        assertThat(transcript.replay(List.of(1)).events).isEqualTo(transcript.expected());
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void giveThemInOnePiece(Transcript transcript) {
        assertThat(transcript.replay(List.of(transcript.stdout().length)).events)
                .isEqualTo(transcript.expected());
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void giveThemInPiecesOfAnySize(Transcript transcript) {
        Random random = new Random(20261121);
        for (int round = 0; round < 50; round++) {
            List<Integer> sizes =
                    Stream.generate(() -> 1 + random.nextInt(400)).limit(40).toList();

            assertThat(transcript.replay(sizes).events).isEqualTo(transcript.expected());
        }
    }

    @Test
    void thereIsOneForEachAgent() {
        assertThat(transcripts().map(Transcript::agent).collect(Collectors.toSet()))
                .isEqualTo(AgentFormats.types());
    }

    @Test
    void theConversationAndTheUsageAreKnownAfterwards() {
        Transcript claude = named("claude-code/session-1");
        Transcript openCode = named("opencode/session-1");
        Transcript codex = named("codex/session-1");

        assertThat(claude.replay(List.of(7)).decoder.conversation()).contains("5f0c7c1e-2b7a-4c39-9a51-0d7d3f6b8e21");
        assertThat(codex.replay(List.of(7)).decoder.conversation()).contains("019a6c2e-7d10-7b52-9b8e-5f0a4c1d2e3f");
        assertThat(named("aider/session-1").replay(List.of(7)).decoder.conversation())
                .isEmpty();
        assertThat(claude.replay(List.of(7)).decoder.usage()).hasValueSatisfying(usage -> {
            assertThat(usage.inputTokens()).isEqualTo(40);
            assertThat(usage.outputTokens()).isEqualTo(1290);
            assertThat(usage.costUsd())
                    .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("0.0812"));
        });
        assertThat(openCode.replay(List.of(7)).decoder.usage()).hasValueSatisfying(usage -> {
            assertThat(usage.inputTokens()).isEqualTo(1052);
            assertThat(usage.costUsd())
                    .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("0.0079"));
        });
    }

    private static Transcript named(String name) {
        return transcripts()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Transcript> transcripts() {
        return Transcript.all().stream();
    }
}
