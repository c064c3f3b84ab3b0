package dev.atelier.engine.agent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroundTest {
    @TempDir
    Path folder = Path.of("unused");

    private Ground ground(String home, String state, String worktrees) throws IOException {
        Path root = folder.resolve(home);
        Map<String, Object> settings = new HashMap<>();
        settings.put("agent_state__dir", state);
        settings.put("agent_worktree__dir", worktrees);
        return Ground.of(new AHome(root), ReadConfigTest.config(settings));
    }

    private record AHome(Path root) implements Home {
        @Override
        public Path installation() {
            return root;
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<String> roles() {
            return List.of("worker");
        }
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void isInTheHomeUnlessTold() throws Exception {
        assertThat(ground("home", "", " "))
                .isEqualTo(
                        new Ground(folder.resolve("home/state/agents"), folder.resolve("home/state/agents/worktrees")));
    }

    @Test
    void takesFoldersThatAreEmptyOrNotThere() throws Exception {
        Files.createDirectories(folder.resolve("disk/lost+found"));

        Ground first = ground("home", at("far/state"), at("disk"));

        assertThat(first).isEqualTo(new Ground(folder.resolve("far/state"), folder.resolve("disk")));
        for (Path each : new Path[] {first.state(), first.worktrees()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rwx------");
        }
        Files.createDirectories(first.worktrees().resolve("task-1"));
        assertThat(ground("home", at("far/state"), at("disk"))).isEqualTo(first);
        assertThat(ground("home", at("far/state"), "").worktrees()).isEqualTo(folder.resolve("far/state/worktrees"));
    }

    /** A task may be called as any of them. */
    @Test
    void takesNoFolderWithFilesOfOthers() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/project"));
        Files.setPosixFilePermissions(source.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> ground("home", "", at("source")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("agent.worktree_dir: ")
                .hasMessageContaining("holds other files, such as project");
        assertThatThrownBy(() -> ground("home", at("source"), ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("agent.state_dir: ");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(source.getParent())))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void takesNoFolderOfAnotherWorker() throws Exception {
        ground("one", at("state"), at("worktrees"));

        assertThatThrownBy(() -> ground("two", at("state"), ""))
                .hasMessageContaining("belongs to agents of " + at("one"));
        assertThatThrownBy(() -> ground("two", "", at("worktrees")))
                .hasMessageContaining("belongs to agents with ")
                .hasMessageContaining("agent.worktree_dir");
    }

    /** A task called repos would take the repositories away. */
    @Test
    void keepsWorktreesAndRepositoriesApart() throws Exception {
        Path link = folder.resolve("link");
        Files.createDirectories(folder.resolve("all/state"));
        Files.createSymbolicLink(link, folder.resolve("all"));

        for (String worktrees : new String[] {at("all/state"), at("all/state/tasks"), at("all"), at("link/state")}) {
            assertThatThrownBy(() -> ground("home", at("all/state"), worktrees))
                    .as(worktrees)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("one in the other");
        }
    }

    @Test
    void saysWhyAFolderCannotBeMade() throws Exception {
        Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> ground("home", at("file/state"), "")).isInstanceOf(IOException.class);
        assertThat(ReadConfig.refuse("agent.state_dir", "agents"))
                .hasValue("must be the absolute path of a folder, not \"agents\"");
        assertThat(ReadConfig.refuse("agent.worktree_dir", "")).isEmpty();
        assertThat(ReadConfig.refuse("agent.worktree_dir", "/srv/agents")).isEmpty();
    }
}
