package dev.atelier.engine.agent.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static AgentProgram agent(String type) {
        return Objects.requireNonNull(AgentPrograms.of(type));
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(CommandLine.USUAL.of(agent("codex_cli"), null, null))
                .containsExactly(
                        "codex",
                        "@openai/codex",
                        "exec",
                        "--json",
                        "--skip-git-repo-check",
                        "--dangerously-bypass-approvals-and-sandbox",
                        "-");
        assertThat(CommandLine.USUAL.of(agent("codex_cli"), "gpt", "t-1"))
                .containsSubsequence("-m", "gpt", "resume", "t-1", "-");
        assertThat(CommandLine.USUAL.of(agent("amp"), null, "T-9"))
                .startsWith("amp", "@sourcegraph/amp", "threads", "continue", "T-9", "--execute");
        assertThat(CommandLine.USUAL.of(agent("amp"), null, null)).startsWith("amp", "@sourcegraph/amp", "--execute");
    }

    @Test
    void anOperatorSaysOtherwise() {
        CommandLine other =
                new CommandLine("my-agent", "run --model {model} --go {resume} 'two words'", "--more \"x y\"");

        assertThat(other.of(agent("open_code"), "big", null))
                .containsExactly("my-agent", "-", "run", "--model", "big", "two words", "--more", "x y");
        assertThat(other.of(agent("open_code"), null, "s"))
                .containsExactly("my-agent", "-", "run", "--go", "s", "two words", "--more", "x y");
    }

    @Test
    void wordsAreAShells() {
        assertThat(ShellWords.split(" a\\ b '' \"c \\\" $d\" e'f'g\th "))
                .isEqualTo(List.of("a b", "", "c \" $d", "efg", "h"));
        assertThatThrownBy(() -> new CommandLine(null, "it's", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ARGV: ' is left open");
        assertThatThrownBy(() -> ShellWords.split("\"x")).hasMessage("\" is left open");
        assertThatThrownBy(() -> ShellWords.split("x\\")).hasMessage("\\ is left open");
    }
}
