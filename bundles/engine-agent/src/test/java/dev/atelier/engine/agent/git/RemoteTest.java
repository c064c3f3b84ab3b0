package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTest {
    @ParameterizedTest
    @CsvSource({
        "/srv/git/demo.git, demo",
        "https://example.org/team/My Tool.git, My_Tool",
        "git@example.org:team/tool.git, tool",
        "git@example.org:tool, tool",
        "/srv/git/.., repo",
        "/srv/git/., repo",
        "/srv/git/.git, repo",
        "/srv/git/demo/, demo"
    })
    void isNamedByItsLastPart(String text, String name) {
        assertThat(new Remote(text).name()).isEqualTo(name);
    }

    @Test
    void severalOfOneNameAreNumbered() {
        List<Remote> remotes =
                Stream.of("/a/x.git", "/b/x", "/c/x-2", "/d/x").map(Remote::new).toList();

        assertThat(Remote.names(remotes)).containsExactly("x", "x-2", "x-2-2", "x-3");
    }

    @Test
    void isCachedOnceForAllWhoFetchIt() {
        assertThat(new Remote("https://me@example.org/a.git").key())
                .isEqualTo(new Remote("https://example.org/a.git").key())
                .matches("[0-9a-f]{16}")
                .isNotEqualTo(new Remote("https://example.org/b.git").key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "--upload-pack=touch /tmp/x", "ext::sh -c id", "a\nb", "https://me:pw@example.org/a.git"
            })
    void whatRunsSomethingElseOrShowsAPasswordIsRefused(String text) {
        assertThatThrownBy(() -> new Remote(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
