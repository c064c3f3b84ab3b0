package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BranchNameTest {
    @ParameterizedTest
    @CsvSource({
        "delidev/${taskId}, '', delidev/abc123",
        "feature/${taskId}-${slug}, fix bug, feature/abc123-fix-bug",
        "feature/${taskId}-${slug}, '', feature/abc123",
        "feature/${slug}/${taskId}, '', feature/abc123",
        "/a b//${taskId}..., '', a-b/abc123",
        "x/${slug}, ÄÖ!, x",
        "${slug}, 'A very long title that goes on and on and never ends', a-very-long-title-that-goes-on-and-on-an"
    })
    void isMadeFromItsTemplate(String template, String title, String name) {
        assertThat(BranchName.of(template, "abc123", title)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"x/${taskId}.lock, x/abc123-lock", "a.lock/${taskId}, a-lock/abc123"})
    void noPartLooksLikeALockOfGit(String template, String name) {
        assertThat(BranchName.of(template, "abc123", "")).isEqualTo(name);
    }
}
