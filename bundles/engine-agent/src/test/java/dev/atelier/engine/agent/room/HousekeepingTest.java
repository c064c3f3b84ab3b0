package dev.atelier.engine.agent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.Bench;
import dev.atelier.engine.agent.git.Worktrees;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.run.AgentSettings;
import dev.atelier.engine.agent.run.ImageBuilds;
import dev.atelier.engine.agent.run.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
    @TempDir
    Path folder = Path.of("unused");

    private AgentHost host() throws IOException {
        Path state = folder.resolve("state");
        return new AgentHost(
                AgentSettings.DEFAULT,
                new Worktrees(state, folder.resolve("worktrees"), "git", Map.of(), Runnable::run),
                state,
                () -> {
                    throw new EngineException(EngineException.Code.ENGINE_UNAVAILABLE, "no engine");
                },
                new Ownership("tests", "one"),
                new ImageBuilds(),
                new Leftovers(),
                Runnable::run,
                Clock.systemUTC());
    }

    @Test
    void aPlaceIsOneWorkersOnly() throws Exception {
        try (Housekeeping first = new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7))) {
            assertThatThrownBy(() -> new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another worker");
            first.tidy(task -> false);
        }
        new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7)).close();
    }

    @Test
    void theEngineOfNowIsTheOneThatIsLookedThrough() throws Exception {
        List<String> asked = new ArrayList<>();
        try (Housekeeping housekeeping = new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7))) {
            housekeeping.under(Bench.host(folder, () -> {
                asked.add("the engine of now");
                throw new EngineException(EngineException.Code.ENGINE_UNAVAILABLE, "no engine");
            }));

            housekeeping.tidy(task -> false);
        }

        assertThat(asked).containsExactly("the engine of now");
    }

    private void unusedForLong(String... tasks) throws IOException {
        for (String task : tasks) {
            Path made = Files.createDirectories(folder.resolve("state/tasks").resolve(task));
            Files.setLastModifiedTime(made, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        }
    }

    @Test
    void whatIsNoTaskIsLeftAlone() throws Exception {
        try (Housekeeping housekeeping = new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7))) {
            unusedForLong(".DS_Store", "old");

            housekeeping.tidy(task -> false);

            assertThat(folder.resolve("state/tasks/.DS_Store")).exists();
            assertThat(folder.resolve("state/tasks/old")).doesNotExist();
        }
    }

    @Test
    void whatAKilledWorkerLeftHalfMadeGoes() throws Exception {
        try (Housekeeping housekeeping = new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7))) {
            Path repositories = folder.resolve("state/repos");
            Instant before = Instant.now().minus(Duration.ofDays(2));
            for (String name : List.of("new-1", "ask-1", "0123456789abcdef.git")) {
                Path made = Files.createDirectories(repositories.resolve(name));
                Files.writeString(made.resolve("HEAD"), "");
                Files.setLastModifiedTime(made, FileTime.from(before));
            }
            Files.createDirectory(repositories.resolve("new-2"));
            Files.createDirectory(repositories.resolve("ask-2"));

            housekeeping.tidy(task -> false);

            assertThat(repositories)
                    .isDirectoryNotContaining("glob:**-1")
                    .isDirectoryContaining("glob:**/0123456789abcdef.git")
                    .isDirectoryContaining("glob:**/new-2")
                    .isDirectoryContaining("glob:**/ask-2");
        }
    }

    @Test
    void oneTaskThatCannotGoHoldsNoOther() throws Exception {
        List<String> tried = new ArrayList<>();
        Housekeeping.Removal stuck = task -> {
            tried.add(task);
            throw new IOException("stuck: " + task);
        };
        try (Housekeeping housekeeping = new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7), stuck)) {
            unusedForLong("a", "b", "c");

            housekeeping.tidy(task -> {
                if (task.equals("b")) {
                    throw new IllegalStateException("nobody knows");
                }
                return false;
            });

            assertThat(tried).containsExactlyInAnyOrder("a", "c");
        }
    }

    private void lastRun(String task, String state) throws IOException {
        Path made = Files.createDirectories(folder.resolve("state/tasks").resolve(task));
        Files.writeString(made.resolve("state.json"), state);
        unusedForLong(task);
    }

    @Test
    void whatMayBeInReviewStaysUntilTheServerSaysOtherwise() throws Exception {
        AgentHost host = host();
        try (Housekeeping housekeeping = new Housekeeping(host, Duration.ofDays(7), Duration.ofDays(7))) {
            lastRun("reviewed", "{\"execution_state\":\"succeeded\"}");
            lastRun("failed", "{\"execution_state\":\"failed\"}");
            lastRun("killed", "{\"execution_state\":\"running\"}");
            lastRun("damaged", "{\"execution_st");
            lastRun("of-a-newer-release", "{\"execution_state\":\"merged\"}");
            unusedForLong("of-an-older-release");
            Files.createDirectories(folder.resolve("state/tasks/no-file/state.json"));
            unusedForLong("no-file");

            housekeeping.tidy(task -> false);

            try (var tasks = Files.list(folder.resolve("state/tasks"))) {
                assertThat(tasks.map(task -> task.getFileName().toString()))
                        .containsExactlyInAnyOrder("reviewed", "damaged", "of-a-newer-release", "no-file");
            }
            host.worktrees().remove("reviewed");
            assertThat(folder.resolve("state/tasks/reviewed")).doesNotExist();
        }
    }

    @Test
    void whatNobodyHasUsedForLongGoes() throws Exception {
        try (Housekeeping housekeeping = new Housekeeping(host(), Duration.ofDays(7), Duration.ofDays(7))) {
            for (String task : new String[] {"old", "old-but-running", "fresh"}) {
                Files.createDirectories(
                        folder.resolve("state/tasks").resolve(task).resolve("home"));
                Files.createDirectories(folder.resolve("worktrees").resolve(task));
            }
            FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
            Files.setLastModifiedTime(folder.resolve("state/tasks/old"), longAgo);
            Files.setLastModifiedTime(folder.resolve("state/tasks/old-but-running"), longAgo);

            housekeeping.tidy(task -> task.endsWith("running"));

            assertThat(folder.resolve("state/tasks/old")).doesNotExist();
            assertThat(folder.resolve("worktrees/old")).doesNotExist();
            assertThat(folder.resolve("state/tasks/old-but-running/home")).exists();
            assertThat(folder.resolve("worktrees/fresh")).exists();
        }
    }
}
