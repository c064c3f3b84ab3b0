package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Threads;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositorySaysTest {
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[branch]\ntemplate = \"x/${taskId}\"\n",
                "# a comment\n[other]\ntemplate = 'no'\n\n  [ branch ] # here\n\tname = 1\n template='x/${taskId}' # yes"
            })
    void theTemplateOfBranchesIsFound(String toml) {
        assertThat(RepositorySays.branchTemplate(toml)).hasValue("x/${taskId}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "template = '${taskId}'",
                "[branches]\ntemplate = '${taskId}'",
                "[branch]\n[other]\ntemplate = '${taskId}'",
                "[branch]\ntemplate = 'main'",
                "[branch]\ntemplate = ${taskId}",
                "[branch]\ntemplate = '${taskId}",
                "[branch]\ntemplate = 7"
            })
    void whatIsNoneOrWouldNotTellTasksApartIsNotUsed(String toml) {
        assertThat(RepositorySays.branchTemplate(toml)).isEmpty();
        assertThat(RepositorySays.branchTemplate("[branch]\ntemplate = '" + "x".repeat(200) + "${taskId}'"))
                .isEmpty();
    }

    @Test
    void itCountsAsItWasWhenTheTaskBegan(@TempDir Path temp) throws Exception {
        Upstream upstream = Upstream.make(temp.resolve("upstream"));
        Worktrees worktrees =
                new Worktrees(temp.resolve("state"), temp.resolve("trees"), "git", System.getenv(), threads);
        Order.Naming naming =
                template -> template.map(text -> BranchName.of(text, "t1", "")).orElse("usual");
        Order order = new Order("t1", upstream.remote(), "main", naming, "", false, null, false, Logins.NONE);
        assertThat(worktrees.make(order).branch()).isEqualTo("usual");

        upstream.commit(".delidev/config.toml", "[branch]\ntemplate = \"their/own-${taskId}; rm -rf .\"\n");
        assertThat(worktrees.make(order).branch()).isEqualTo("their/own-t1--rm--rf");

        upstream.commit(".delidev/config.toml", "#".repeat(70_000) + "\n[branch]\ntemplate = 'x/${taskId}'\n");
        assertThat(worktrees.make(order).branch()).isEqualTo("usual");
    }
}
