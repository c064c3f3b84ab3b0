package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.git.Logins;
import dev.atelier.engine.agent.git.Worktrees;
import dev.atelier.engine.agent.launch.AgentPrograms;
import dev.atelier.wire.agent.api.AgentTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("workplace-test"));

    @TempDir
    Path temp = Path.of("unused");

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static AgentJob job(Path repository, AgentJob.@Nullable Again resume) {
        return job(List.of(repository), resume);
    }

    private static AgentJob job(List<Path> repositories, AgentJob.@Nullable Again resume) {
        return new AgentJob(
                "t1",
                "s1",
                Objects.requireNonNull(AgentPrograms.of("claude_code")),
                null,
                "Do it.",
                "",
                null,
                repositories.stream()
                        .map(each -> new AgentTask.BaseRemote(each.toString(), "main"))
                        .toList(),
                null,
                resume);
    }

    @Test
    void aTaskThatGoesOnWasUsedJustNow() throws Exception {
        Path state = temp.resolve("state");
        Path folder = state.resolve("tasks/t1");
        Worktrees worktrees = new Worktrees(state, temp.resolve("trees"), "git", System.getenv(), threads);
        Path repository = Bench.repository(temp);
        Workplace.make(worktrees, folder, job(repository, null), AgentSettings.DEFAULT.work(), Logins.NONE);
        Instant longAgo = Instant.now().minus(Duration.ofDays(8));
        Files.setLastModifiedTime(folder, FileTime.from(longAgo));

        Workplace again = Workplace.make(
                worktrees,
                folder,
                job(repository, new AgentJob.Again("talk-1", "Go on.", null)),
                AgentSettings.DEFAULT.work(),
                Logins.NONE);

        assertThat(again.homeKept()).isTrue();
        assertThat(Files.getLastModifiedTime(folder).toInstant()).isAfter(longAgo.plus(Duration.ofDays(7)));
    }

    @Test
    void filesOfFurtherRepositoriesAreToldWhereTheAgentSeesThem() throws Exception {
        Path state = temp.resolve("state");
        Worktrees worktrees = new Worktrees(state, temp.resolve("trees"), "git", System.getenv(), threads);
        List<Path> repositories = List.of(Bench.repository(temp), Bench.repository(temp));

        Workplace place = Workplace.make(
                worktrees,
                state.resolve("tasks/t1"),
                job(repositories, null),
                AgentSettings.DEFAULT.work(),
                Logins.NONE);

        assertThat(place.toldFolder(0)).isEmpty();
        assertThat(place.toldFolder(1))
                .isEqualTo("/workspace/" + repositories.get(1).getFileName() + "/");
    }
}
