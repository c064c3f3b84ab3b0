package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Git on what an agent may have written to. It reads no configuration but ours, runs no hook, filter or monitor, reaches
 * no network, and takes the repository from us and never from what lies in the worktree.
 */
final class Guarded {
    /** {@code fsckObjects}: what an agent committed is looked at before it comes into the cache. */
    private static final String CONFIG = """
            [safe]
            \tdirectory = *
            [core]
            \thooksPath = /dev/null
            \tfsmonitor = false
            \tattributesFile = /dev/null
            \texcludesFile = /dev/null
            \tquotePath = false
            [protocol]
            \tallow = never
            [protocol "file"]
            \tallow = always
            [transfer]
            \tfsckObjects = true
            [gc]
            \tauto = 0
            [maintenance]
            \tauto = false
            [commit]
            \tgpgSign = false
            [submodule]
            \trecurse = false
            """;

    private final Git git;

    /** @param folder of the worker's own, where its configuration for git lies */
    Guarded(Git bare, Path folder) throws IOException {
        Path config = folder.resolve("gitconfig");
        AtomicFiles.write(config, CONFIG.getBytes(StandardCharsets.UTF_8));
        this.git = bare.with(Map.of(
                "HOME", folder.toString(),
                "LC_ALL", "C",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_ATTR_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", config.toString(),
                "GIT_OPTIONAL_LOCKS", "0",
                "GIT_TERMINAL_PROMPT", "0"));
    }

    /** On a bare repository. That it has a common folder of its own is said too: a file in it could name another. */
    Git on(Path repository) {
        return git.with(Map.of("GIT_DIR", repository.toString(), "GIT_COMMON_DIR", repository.toString()));
    }

    /** On a repository and the files of a worktree, with an index that nobody else has touched. */
    Git on(Path repository, Path worktree, Path index) {
        return on(repository).with(Map.of("GIT_WORK_TREE", worktree.toString(), "GIT_INDEX_FILE", index.toString()));
    }

    /** Without a repository. */
    Git plain() {
        return git;
    }
}
