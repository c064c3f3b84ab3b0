package dev.atelier.engine.agent.git;

import java.nio.file.Path;

/**
 * A repository within a worktree, brought along.
 *
 * @param path of its folder, from the worktree's root
 * @param commit that the repository around it names
 * @param cache which its own repository takes its objects from
 */
public record Submodule(Path path, String commit, Path cache) {
    /** To be seen where the agent runs at the same path, read-only. */
    public Path objects() {
        return cache.resolve("objects");
    }
}
