package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.git.Worktrees;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What runs find on this host.
 *
 * @param state where each task has a folder
 * @param threads as many as are wanted; each run takes a handful
 */
public record AgentHost(
        AgentSettings settings,
        Worktrees worktrees,
        Path state,
        Engines engines,
        Ownership ownership,
        ImageBuilds builds,
        Executor threads,
        Clock clock) {
    /** The container engine of now; it may come and go. */
    public interface Engines {
        ContainerEngine engine() throws EngineException;
    }

    Path folder(String taskId) {
        return state.resolve("tasks").resolve(taskId);
    }
}
