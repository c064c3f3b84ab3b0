package dev.atelier.engine.agent.git;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The place of one repository of one task.
 *
 * @param worktree the files the agent edits
 * @param repository the task's own, to be seen at the same path where the agent runs
 * @param cacheObjects which it shares, to be seen there too, read-only
 * @param base the commit it began with
 * @param submodules that were brought along
 */
public record Checkout(
        Remote remote,
        String branch,
        String base,
        Path worktree,
        TaskRepository repository,
        Path cacheObjects,
        List<Submodule> submodules) {
    public Checkout {
        submodules = List.copyOf(submodules);
    }

    /** The task's repository, in which the agent works. */
    public Path privateRepository() {
        return repository.folder();
    }

    /** What of it the agent may read only: it tells git what to run. All of them are there. */
    public List<Path> shielded() {
        return Stream.of("config", "hooks", "info/attributes")
                .map(repository.folder()::resolve)
                .toList();
    }
}
